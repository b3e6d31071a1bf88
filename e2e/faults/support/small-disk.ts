import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const BLOCK = Buffer.alloc(4096)
const MEBIBYTE = 1024 * 1024

/**
 * A file system of its own with so little room that it can be filled. It is mounted, which needs the rights of root; who
 * is not root has them in `unshare --user --map-root-user --mount`.
 */
export class SmallDisk {
  readonly folder: string
  readonly #ballast: string

  private constructor(folder: string) {
    this.folder = folder
    this.#ballast = join(folder, 'ballast')
  }

  /** Mounts one, at a folder where one is given. */
  static mount(mebibytes: number, folder = mkdtempSync(join(tmpdir(), 'aiflow-disk-'))): SmallDisk {
    mkdirSync(folder, { recursive: true })
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'aiflow-faults', folder])
    return new SmallDisk(folder)
  }

  /** Fills the disk except for the given mebibytes, or completely. */
  fill(spareMebibytes = 0): void {
    const ballast = openSync(this.#ballast, 'a')
    try {
      for (;;) writeSync(ballast, BLOCK)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    } finally {
      closeSync(ballast)
    }
    truncateSync(this.#ballast, Math.max(0, statSync(this.#ballast).size - spareMebibytes * MEBIBYTE))
  }

  /** Gives the space back that `fill` took. */
  free(): void {
    rmSync(this.#ballast, { force: true })
  }

  remove(): void {
    execFileSync('umount', ['--lazy', this.folder])
    rmSync(this.folder, { recursive: true, force: true })
  }
}
