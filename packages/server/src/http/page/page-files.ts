import { readdirSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'

const START_FILE = 'index.html'
const ASSETS = 'assets/'

/** A file of the web page; `immutable`: its name tells its content. */
export interface PageFile {
  readonly name: string
  readonly immutable: boolean
}

/** The files of the built web page, as they were when the server started. */
export class PageFiles {
  readonly #names: ReadonlySet<string>

  constructor(folder: string) {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    const files = names.filter((name) => statSync(join(folder, name)).isFile())
    this.#names = new Set(files.map((name) => name.split(sep).join('/')))
  }

  /**
   * The file behind the path of a URL. What is no file, and has not the look of one, is a place within the page. Null where
   * it is neither, or belongs to the interface.
   */
  find(path: string): PageFile | null {
    const name = path.slice(1)
    if (name !== START_FILE && this.#names.has(name)) return { name, immutable: name.startsWith(ASSETS) }
    if (name.startsWith('api/') || name.startsWith(ASSETS) || !this.#names.has(START_FILE)) return null
    return { name: START_FILE, immutable: false }
  }
}
