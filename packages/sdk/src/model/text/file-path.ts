import { MAX_FILE_NAME_BYTES, MAX_FILE_PATH_BYTES } from '../limits.ts'
import { fitsBytes } from './names.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what we look for
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f]/

/**
 * Why a path cannot name an extra file on every machine where a task may run, to follow the path: `"a//b" has an empty
 * part`. Null if it can.
 */
export function filePathProblem(path: string): string | null {
  if (path === '') return 'is empty'
  if (path.startsWith('/')) return 'is absolute'
  if (!path.isWellFormed()) return 'is no valid Unicode'
  if (CONTROL_CHARACTERS.test(path)) return 'has a control character'
  if (path.includes('\\')) return 'has a backslash'
  if (!fitsBytes(path, MAX_FILE_PATH_BYTES)) return `is longer than ${MAX_FILE_PATH_BYTES} bytes`
  for (const part of path.split('/')) {
    if (part === '') return 'has an empty part'
    if (part === '.' || part === '..') return `has the part "${part}"`
    if (!fitsBytes(part, MAX_FILE_NAME_BYTES)) return `has a part of more than ${MAX_FILE_NAME_BYTES} bytes`
  }
  return null
}

export interface PathCollision {
  readonly first: string
  readonly second: string
  /** To follow the second path: `is the folder of "a/b"`. */
  readonly problem: string
}

/**
 * Two paths that cannot both be files everywhere. Some file systems ignore case, or the Unicode form of a letter, and a path
 * cannot be a file and a folder. Null if there are none.
 */
export function findPathCollision(paths: readonly string[]): PathCollision | null {
  const byFolded = new Map<string, string>()
  for (const path of paths) {
    const first = byFolded.get(fold(path))
    if (first !== undefined) return { first, second: path, problem: sameness(first, path) }
    byFolded.set(fold(path), path)
  }
  for (const path of paths) {
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      const file = byFolded.get(fold(path.slice(0, end)))
      if (file !== undefined) return { first: path, second: file, problem: `is a folder of "${path}" as well` }
    }
  }
  return null
}

function sameness(first: string, second: string): string {
  return first === second
    ? 'is given twice'
    : `and "${first}" are the same name on file systems that ignore case or Unicode form`
}

function fold(path: string): string {
  return path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')
}
