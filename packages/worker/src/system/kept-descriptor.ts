import { closeSync, fstatSync, type Stats } from 'node:fs'

/**
 * An open file, in a process whose other code may close it. Then its number may stand for a file of that code, which must be
 * neither written to nor closed.
 */
export class KeptDescriptor {
  readonly fd: number
  readonly opened: Stats

  constructor(fd: number) {
    this.fd = fd
    this.opened = fstatSync(fd)
  }

  /** Null if the number stands for something else, or for nothing. */
  stats(): Stats | null {
    try {
      const stats = fstatSync(this.fd)
      return stats.ino === this.opened.ino && stats.dev === this.opened.dev ? stats : null
    } catch {
      return null
    }
  }

  close(): void {
    if (this.stats() !== null) closeSync(this.fd)
  }
}
