import { statSync } from 'node:fs'
import { join } from 'node:path'

const START_FILE = 'index.html'
const ASSETS = 'assets/'
/** Names that a build gives; nothing that leads out of the folder. */
const FILE_PATH = /^(?:[A-Za-z0-9_-][\w.-]*\/)*[A-Za-z0-9_-][\w.-]*$/

/** A file of the web page; `immutable`: its name tells its content. */
export interface PageFile {
  readonly name: string
  readonly immutable: boolean
}

/** The files of the built web page, as they are now: a new build replaces them while the server runs. */
export class PageFiles {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /**
   * The file behind the path of a URL. What is no file, and has not the look of one, is a place within the page. Null where
   * it is neither, or belongs to the interface.
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
