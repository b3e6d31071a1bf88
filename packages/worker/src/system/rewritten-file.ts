import { closeSync, fstatSync, ftruncateSync, writeSync } from 'node:fs'
import { openFile } from '@aiflow/sdk/files'

/** A file with one short text after the other. It stays open, since opening it costs more than writing it. */
export class RewrittenFile {
  readonly path: string
  #fd: number | null = null

  constructor(path: string) {
    this.path = path
  }

  /** Writes over the content, then cuts off the rest: ext4 would flush a file that was truncated first to the disk. */
  write(text: string): void {
    const { fd, size } = this.#open()
    const data = Buffer.from(text)
    for (let at = 0; at < data.length; ) at += writeSync(fd, data, at, data.length - at, at)
    if (size > data.length) ftruncateSync(fd, data.length)
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd)
    this.#fd = null
  }

  /** A file that somebody has removed is created again. */
  #open(): { fd: number; size: number } {
    if (this.#fd !== null) {
      const { nlink, size } = fstatSync(this.#fd)
      if (nlink > 0) return { fd: this.#fd, size }
      this.close()
    }
    const fd = openFile(this.path, 'overwrite')
    this.#fd = fd
    return { fd, size: fstatSync(fd).size }
  }
}
