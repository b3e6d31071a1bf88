import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

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
}

/** Creates a folder, unless an earlier start of the same attempt has created it. */
export function createFolder(path: string): void {
  mkdirSync(path, ALREADY)
}
