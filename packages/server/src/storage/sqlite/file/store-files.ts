import { closeSync, readSync, type Stats, statSync } from 'node:fs'
import { openFile } from '@aiflow/sdk/files'

/** https://www.sqlite.org/fileformat2.html#walformat: a magic number (without its last bit), and salts that change when the log restarts. */
const HEADER_BYTES = 32
const MAGIC = 0x377f0682
const SALTS = [16, 24] as const

export interface StoreDamage {
  readonly file: string
  /** `gone`: removed, or another file has its name. `empty`: the log was truncated, or another program moved it into the store. */
  readonly kind: 'gone' | 'cut' | 'empty'
}

/**
 * The files of an open store. SQLite keeps using the files that it has open even after they were removed or replaced, and
 * everything stored from then on would be lost. So the owner of the store has to check.
 */
export class StoreFiles {
  readonly #log: string
  readonly #inodes: ReadonlyMap<string, number>
  #logBytes = 0
  #salts = ''

  constructor(path: string) {
    this.#log = `${path}-wal`
    this.#inodes = new Map([path, this.#log, `${path}-shm`].map((file) => [file, statOf(file)?.ino ?? 0]))
    this.#findCut()
  }

  /** The first file that is not as SQLite left it. */
  findDamage(): StoreDamage | null {
    for (const [file, inode] of this.#inodes) if ((statOf(file)?.ino ?? -1) !== inode) return { file, kind: 'gone' }
    return this.#findCut()
  }

  #findCut(): StoreDamage | null {
    const before = { bytes: this.#logBytes, salts: this.#salts }
    const header = readHeader(this.#log)
    this.#logBytes = statOf(this.#log)?.size ?? 0
    this.#salts = header.toString('hex', ...SALTS)
    if (this.#logBytes === 0) return { file: this.#log, kind: 'empty' }
    const isSame = this.#salts === before.salts
    const isCut = (header.readUInt32BE() & ~1) !== MAGIC || (isSame && this.#logBytes < before.bytes)
    return isCut ? { file: this.#log, kind: 'cut' } : null
  }
}

/** Filled with zeros if the file is shorter. Closing the log releases no lock, since it has none. */
function readHeader(path: string): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  const fd = openFile(path, 'read')
  try {
    readSync(fd, header, 0, HEADER_BYTES, 0)
    return header
  } finally {
    closeSync(fd)
  }
}

function statOf(file: string): Stats | undefined {
  return statSync(file, { throwIfNoEntry: false })
}
