import { createRequire } from 'node:module'
import { join } from 'node:path'

const load = createRequire(import.meta.url)
const folder = import.meta.dirname

/** Where a library is, beside what is built or as source. */
export interface LibraryFile {
  /** Its name in a build, which is beside the program, whose chunks may be in a folder `chunks`. */
  readonly built: string
  /** Its path from this folder. */
  readonly source: string
}

/**
 * Loads a library when it is first used. That takes up to 30 ms once. Most stores hold nothing that needs these libraries, and
 * each takes megabytes of memory. Throws an Error that says what to do where the file is not there any more.
 */
export function lazyLibrary<T>({ built, source }: LibraryFile): () => T {
  let library: T | undefined
  return () => {
    library ??= loadFile<T>(isBuilt() ? join(folder.replace(/[\\/]chunks$/, ''), built) : join(folder, source))
    return library
  }
}

function loadFile<T>(path: string): T {
  try {
    return load(path) as T
  } catch (cause) {
    throw new Error(`"${path}" cannot be loaded: restart the server if its program was replaced`, { cause })
  }
}

function isBuilt(): boolean {
  return import.meta.filename.endsWith('.js')
}
