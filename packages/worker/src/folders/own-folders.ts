import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { isFileError } from '../journal/atomic-file.ts'

/** The working folders that attempts have for themselves: `<root>/<attempt id>`. */
export class OwnFolders {
  readonly root: string

  constructor(root: string) {
    this.root = root
  }

  path(attemptId: string): string {
    return join(this.root, attemptId)
  }
}

/** Makes the folder of an attempt, empty; one that an earlier start of the same attempt made is as good. */
export function createFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (!isFileError(error, 'EEXIST')) throw error
  }
}
