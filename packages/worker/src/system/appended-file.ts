import { openSync, readSync, type Stats, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { isDamagedFile, openFile, setAside } from '@aiflow/sdk/files'
import { createBelow, isFileError, writeWhole } from './atomic-file.ts'
import { KeptDescriptor } from './kept-descriptor.ts'
import { statsOf } from './stats-of.ts'

/** More than any such file holds. What is longer is damaged. */
const MAX_BYTES = 128 * 1024 * 1024

/**
 * A file to which several processes append, each with a descriptor of its own. Each text is one write, so texts never mix on
 * a local file system. If the file was removed or is no file any more, the next text goes to a new one.
 */
export class AppendedFile {
  readonly path: string
  readonly #beginning: string
  #kept: KeptDescriptor | null = null
  #keepsOpen = true
  #size = 0
  #identity = ''

  /** What `create` makes begins with `beginning`. A file without it was made by a text, since the one before was lost. */
  constructor(path: string, beginning = '') {
    this.path = path
    this.#beginning = beginning
  }

  /** The size at the last write, in bytes. */
  get size(): number {
    return this.#size
  }

  /** Tells the file of the last use from those before it, which were removed or replaced. Empty if there was none. */
  get identity(): string {
    return this.#identity
  }

  /** Whether it stays open between two uses. */
  get isOpen(): boolean {
    return this.#keepsOpen
  }

  /** Creates it with its beginning or, on a full disk for example, not at all. Does nothing if it exists. */
  create(): void {
    try {
      if (this.#find() === null) this.#createWhole()
    } finally {
      if (!this.#keepsOpen) this.#letGo()
    }
  }

  /** Returns an offset at or before the text. Throws ENOSPC if the disk has taken only a part of the text. */
  append(text: string): number {
    try {
      const { fd } = this.#find() ?? this.#createEmpty()
      const before = this.#size
      this.#size += this.#write(fd, text)
      return before
    } finally {
      if (!this.#keepsOpen) this.#letGo()
    }
  }

  /**
   * What the file holds from an offset on, up to `end`. All of it if the file is shorter, since then somebody has cut it. Empty if there is
   * no file.
   */
  readFrom(offset: number, end = Number.POSITIVE_INFINITY): Buffer {
    const kept = this.#find()
    if (kept === null) return Buffer.alloc(0)
    try {
      const isCut = offset > this.#size
      const from = isCut ? 0 : offset
      const length = (isCut ? this.#size : Math.min(end, this.#size)) - from
      if (length <= 0 || length > MAX_BYTES) return Buffer.alloc(0)
      const data = Buffer.allocUnsafe(length)
      return data.subarray(0, readSync(kept.fd, data, 0, data.length, from))
    } finally {
      if (!this.#keepsOpen) this.#letGo()
    }
  }

  /** From here on it is opened for each use. */
  close(): void {
    this.#keepsOpen = false
    this.#letGo()
  }

  #write(fd: number, text: string): number {
    const data = Buffer.from(text)
    const written = writeSync(fd, data)
    if (written < data.length) throw Object.assign(new Error(`ENOSPC: "${this.path}" is cut off`), { code: 'ENOSPC' })
    return written
  }

  #createWhole(): void {
    this.#makeRoom()
    createBelow(dirname(this.path), () => writeWhole(this.path, this.#beginning))
    this.#find()
  }

  #createEmpty(): KeptDescriptor {
    this.#makeRoom()
    let fd = -1
    createBelow(dirname(this.path), () => {
      fd = openSync(this.path, 'ax+', 0o600)
    })
    return this.#keep(fd)
  }

  #makeRoom(): void {
    if (statsOf(this.path) !== null) setAside(this.path)
  }

  /** Null if there is no file. */
  #find(): KeptDescriptor | null {
    const stats = this.#kept?.stats() ?? null
    if (stats !== null && stats.nlink > 0) {
      this.#look(stats)
      return this.#kept
    }
    this.#letGo()
    try {
      return this.#keep(openFile(this.path, 'extend'))
    } catch (error) {
      this.#identity = ''
      this.#size = 0
      if (isFileError(error, 'ENOENT') || isFileError(error, 'ENOTDIR') || isDamagedFile(error)) return null
      throw error
    }
  }

  #keep(fd: number): KeptDescriptor {
    const kept = new KeptDescriptor(fd)
    this.#kept = kept
    this.#look(kept.opened)
    return kept
  }

  #look({ size, ino, birthtimeMs }: Stats): void {
    this.#size = size
    this.#identity = `${ino} ${birthtimeMs}`
  }

  #letGo(): void {
    this.#kept?.close()
    this.#kept = null
  }
}
