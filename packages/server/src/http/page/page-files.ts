import { statSync } from 'node:fs'
import { join } from 'node:path'

const START_FILE = 'index.html'
const ASSETS = 'assets/'
/** File names that a build creates. None of them leads out of the folder. */
const FILE_PATH = /^(?:[A-Za-z0-9_-][\w.-]*\/)*[A-Za-z0-9_-][\w.-]*$/

/** A file of the web page. `immutable`: its name contains a hash of its content. */
export interface PageFile {
  readonly name: string
  readonly immutable: boolean
}

/** The current files of the built web page. A new build may replace them while the server runs. */
export class PageFiles {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /**
   * The file for a URL path. A path that does not look like a file is a view of the page. Null for a missing file and
   * for a path of the API.
   */
  find(path: string): PageFile | null {
    const name = path.slice(1)
    if (name !== START_FILE && this.#has(name)) return { name, immutable: name.startsWith(ASSETS) }
    if (name.startsWith('api/') || name.startsWith(ASSETS) || !this.#has(START_FILE)) return null
    return { name: START_FILE, immutable: false }
  }

  #has(name: string): boolean {
    return FILE_PATH.test(name) && (statSync(join(this.#folder, name), { throwIfNoEntry: false })?.isFile() ?? false)
  }
}
