import { statSync } from 'node:fs'
import { join } from 'node:path'

const START_FILE = 'index.html'
const ASSETS = 'assets/'
/** File names that a build creates. None of them leads out of the folder. */
const FILE_PATH = /^(?:[A-Za-z0-9_-][\w.-]*\/)*[A-Za-z0-9_-][\w.-]*$/

/** How a build compresses files, the best first, and how their names end then. */
const ENCODINGS = { br: '.br', gzip: '.gz' }

/** A file of the web page. */
export interface PageFile {
  readonly name: string
  /** Its name contains a hash of its content. */
  readonly immutable: boolean
  /** The names of its compressed forms by encoding, the best first. */
  readonly encodings: ReadonlyMap<string, string>
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
    if (name !== START_FILE && this.#has(name)) return this.#describe(name)
    if (name.startsWith('api/') || name.startsWith(ASSETS) || !this.#has(START_FILE)) return null
    return this.#describe(START_FILE)
  }

  #describe(name: string): PageFile {
    const encodings = Object.entries(ENCODINGS).map(([encoding, ending]) => [encoding, `${name}${ending}`] as const)
    return {
      name,
      immutable: name.startsWith(ASSETS),
      encodings: new Map(encodings.filter(([, compressed]) => this.#has(compressed))),
    }
  }

  #has(name: string): boolean {
    return FILE_PATH.test(name) && (statSync(join(this.#folder, name), { throwIfNoEntry: false })?.isFile() ?? false)
  }
}
