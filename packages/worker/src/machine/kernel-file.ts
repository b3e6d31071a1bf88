import { closeSync, openSync, readSync } from 'node:fs'
import { shortageOf } from '../system/shortage.ts'

const PART_BYTES = 4096

/** A file of the kernel that may be read again and again. */
export class KernelFile {
  readonly #path: string
  #fd: number | null = null
  #keepsOpen = false

  constructor(path: string) {
    this.#path = path
  }

  /** Empty if it does not exist. Throws only if the machine has a shortage. */
  read(): string {
    return this.#read() ?? this.#read() ?? ''
  }

  /** From here on it stays open, until `close`: opening it costs several times what reading it does. */
  keepOpen(): void {
    this.#keepsOpen = true
  }

  /** From here on it is opened for each use. */
  close(): void {
    this.#keepsOpen = false
    this.#letGo()
  }

  /** Null if it was removed. Another one may be in its place. */
  #read(): string | null {
    try {
      this.#fd ??= openSync(this.#path, 'r')
      const text = readWhole(this.#fd)
      if (!this.#keepsOpen) this.#letGo()
      return text
    } catch (error) {
      this.#letGo()
      if (shortageOf(error) !== null) throw error
      return null
    }
  }

  #letGo(): void {
    if (this.#fd !== null) closeSync(this.#fd)
    this.#fd = null
  }
}

function readWhole(fd: number): string {
  const part = Buffer.allocUnsafe(PART_BYTES)
  let text = ''
  for (;;) {
    const length = readSync(fd, part, 0, PART_BYTES, text.length)
    text += part.toString('latin1', 0, length)
    if (length === 0) return text
  }
}
