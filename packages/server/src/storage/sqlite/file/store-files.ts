import { closeSync, readSync, type Stats, statSync } from 'node:fs'
import { openFile } from '@aiflow/sdk/files'

/** https://www.sqlite.org/fileformat2.html#walformat: a number, less its last bit, and salts that are new when the log begins anew. */
const HEADER_BYTES = 32
const MAGIC = 0x377f0682
const SALTS = [16, 24] as const

export interface StoreDamage {
  readonly file: string
  /** `gone`: removed, or another file has its name. `empty`: the log was cut, or another program has put it into the store. */
  readonly kind: 'gone' | 'cut' | 'empty'
}

/**
 * The files of a store that is open. SQLite goes on with the files that it has open, also where nobody else can find them any
 * more, so all that is stored from then on would be lost: who holds the store has to look.
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

  /** The first of them that is not as SQLite has left it. */
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

/** Zeros where there is less. The log has no locks that closing it would end. */
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
