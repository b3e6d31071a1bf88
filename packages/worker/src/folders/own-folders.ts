import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

const ALREADY = { recursive: true, mode: 0o700 } as const

/** What an attempt may write to: `<root>/<attempt id>`, with its working folder and what it leaves beside that. */
export class OwnFolders {
  readonly root: string

  constructor(root: string) {
    this.root = root
  }

  /** All that is the attempt's. */
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

/** Makes the folder of an attempt, empty; one that an earlier start of the same attempt made is as good. */
export function createFolder(path: string): void {
  mkdirSync(path, ALREADY)
}
