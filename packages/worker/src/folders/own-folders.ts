import { mkdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { statsOf } from '../system/stats-of.ts'

const ALREADY = { recursive: true, mode: 0o700 } as const

/** The folders that attempts may write to: `<root>/<attempt id>`, with a working folder and a folder of artifacts. */
export class OwnFolders {
  readonly root: string

  constructor(root: string) {
    this.root = root
  }

  /** The folder that contains both. */
  path(attemptId: string): string {
    return join(this.root, attemptId)
  }

  workOf(attemptId: string): string {
    return join(this.root, attemptId, 'work')
  }

  artifactsOf(attemptId: string): string {
    return join(this.root, attemptId, 'artifacts')
  }

  /** Removes the folders of an attempt that left nothing in them, as most do. False if anything of them remains. */
  removeEmpty(attemptId: string): boolean {
    const path = this.path(attemptId)
    // The target of a link is nobody's to remove.
    if (!statsOf(path)?.isDirectory()) return false
    try {
      for (const each of [this.workOf(attemptId), this.artifactsOf(attemptId), path]) rmdirSync(each)
      return true
    } catch {
      // There is something in one of them, or one was never made.
      return false
    }
  }
}

/** Creates a folder, unless an earlier start of the same attempt has created it. */
export function createFolder(path: string): void {
  mkdirSync(path, ALREADY)
}
