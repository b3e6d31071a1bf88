import { mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { statsOf } from '../system/stats-of.ts'

const PRIVATE = 0o700
const ALREADY = { recursive: true, mode: PRIVATE } as const
const PERMISSIONS = 0o7777
const SPARE = /^spare-\d+$/
const MAX_SPARES = 64

/**
 * The folders that attempts may write to: `<root>/<attempt id>`, with a working folder and a folder of artifacts. Those that an
 * attempt left as it found them are kept for a later one: to rename them costs a tenth of removing and creating them.
 */
export class OwnFolders {
  readonly root: string
  /** Null until the first is needed: an earlier worker may have left some. */
  #spares: string[] | null = null
  #lastSpare = 0

  constructor(root: string) {
    this.root = root
  }

  /** The folder that contains both. */
  path(attemptId: string): string {
    return join(this.root, attemptId)
  }

  /** The attempts that have folders here, and whatever others have put here. */
  list(): string[] {
    return readdirSync(this.root).filter((name) => !SPARE.test(name))
  }

  workOf(attemptId: string): string {
    return join(this.root, attemptId, 'work')
  }

  artifactsOf(attemptId: string): string {
    return join(this.root, attemptId, 'artifacts')
  }

  /** Creates both, unless an earlier start of the same attempt has created them. */
  create(attemptId: string): void {
    if (this.#takeSpare(attemptId)) return
    createFolder(this.workOf(attemptId))
    createFolder(this.artifactsOf(attemptId))
  }

  /** Removes the folders of an attempt that left nothing in them, as most do. False if anything of them remains. */
  removeEmpty(attemptId: string): boolean {
    const path = this.path(attemptId)
    // The target of a link is nobody's to remove.
    if (!statsOf(path)?.isDirectory()) return false
    try {
      if (this.#keepSpare(path)) return true
      for (const each of [this.workOf(attemptId), this.artifactsOf(attemptId), path]) rmdirSync(each)
      return true
    } catch {
      // There is something in one of them, or one was never made.
      return false
    }
  }

  #takeSpare(attemptId: string): boolean {
    try {
      this.#spares ??= readdirSync(this.root).filter((name) => SPARE.test(name))
      const spare = this.#spares.pop()
      if (spare === undefined) return false
      if (!isAsNew(this.path(spare))) return false
      renameSync(this.path(spare), this.path(attemptId))
      return true
    } catch {
      // It is gone, or the attempt has folders already.
      return false
    }
  }

  #keepSpare(path: string): boolean {
    if (this.#spares === null || this.#spares.length >= MAX_SPARES || !isAsNew(path)) return false
    this.#lastSpare += 1
    const spare = `spare-${this.#lastSpare}`
    renameSync(path, this.path(spare))
    this.#spares.push(spare)
    return true
  }
}

/** Creates a folder, unless there is one. */
export function createFolder(path: string): void {
  mkdirSync(path, ALREADY)
}

/** Whether nothing shows that anybody had these folders. */
function isAsNew(path: string): boolean {
  const entries = readdirSync(path).sort()
  const parts = [join(path, 'artifacts'), join(path, 'work')]
  return (
    entries.join() === 'artifacts,work' &&
    [path, ...parts].every(isPrivateFolder) &&
    parts.every((part) => readdirSync(part).length === 0)
  )
}

function isPrivateFolder(path: string): boolean {
  const stats = statsOf(path)
  return stats?.isDirectory() === true && (stats.mode & PERMISSIONS) === PRIVATE && stats.uid === process.getuid?.()
}
