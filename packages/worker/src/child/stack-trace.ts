import { readFileSync, realpathSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { pathToFileURL } from 'node:url'

const MAP_COMMENT = '\n//# sourceMappingURL=data:application/json;base64,'
const PACKAGES = 'node_modules/'
const OWN_PACKAGES = 'node_modules/@aiflow/'
/** The frames of the author may be below many others. */
const MAX_CAPTURED = 50
const MAX_SHOWN = 10

interface Frame {
  /** As in `train.ts:12:5`. */
  readonly place: string
  readonly text: string
  readonly isOfPackage: boolean
}

/** Where errors were thrown, for reports. Filled when their stack is first read. */
const places = new WeakMap<object, string>()

/**
 * Shows stacks in the files that the author wrote, for as long as this process runs: only frames of these files, or those of
 * packages if there are no others. Call it before the bundle is imported.
 */
export function showAuthorsFrames(bundle: string): void {
  const frames = new BundleFrames(bundle)
  Error.stackTraceLimit = MAX_CAPTURED
  Error.prepareStackTrace = (error, sites) => {
    const shown = frames.of(sites)
    if (shown[0] !== undefined) places.set(error, shown[0].place)
    return [headOf(error), ...shown.map(({ text }) => `    at ${text}`)].join('\n')
  }
}

/** The topmost place of the author in the stack of an error. Null if there is none. */
export function placeOf(error: Error): string | null {
  // Reading the stack is what makes V8 prepare it.
  return error.stack === undefined ? null : (places.get(error) ?? null)
}

class BundleFrames {
  readonly #bundle: string
  readonly #url: string
  #map: SourceMap | null | undefined

  constructor(bundle: string) {
    this.#bundle = bundle
    this.#url = pathToFileURL(realpathSync(bundle)).href
  }

  of(sites: readonly NodeJS.CallSite[]): Frame[] {
    const frames = sites.flatMap((site) => this.#frameOf(site) ?? [])
    const ofAuthor = frames.filter(({ isOfPackage }) => !isOfPackage)
    return (ofAuthor.length > 0 ? ofAuthor : frames).slice(0, MAX_SHOWN)
  }

  /** Null for code that the author neither wrote nor chose: ours, that of Node, and what the bundler adds. */
  #frameOf(site: NodeJS.CallSite): Frame | null {
    const [line, column] = [site.getLineNumber(), site.getColumnNumber()]
    if (site.getFileName() !== this.#url || line === null || column === null) return null
    const origin = this.#mapOfBundle()?.findEntry(line - 1, column - 1)
    if (origin === undefined || !('originalSource' in origin) || origin.originalSource === undefined) return null
    const { originalSource, originalLine, originalColumn } = origin
    if (originalSource.startsWith(OWN_PACKAGES)) return null
    const place = `${originalSource}:${originalLine + 1}:${originalColumn + 1}`
    const text = site.toString().replace(`${this.#url}:${line}:${column}`, () => place)
    return { place, text, isOfPackage: originalSource.startsWith(PACKAGES) }
  }

  /** Read when the first stack is shown. Null if the bundle has none. */
  #mapOfBundle(): SourceMap | null {
    if (this.#map === undefined) this.#map = readMap(this.#bundle)
    return this.#map
  }
}

function readMap(bundle: string): SourceMap | null {
  try {
    const text = readFileSync(bundle, 'utf8')
    // The code of the author may contain the same comment.
    const at = text.lastIndexOf(MAP_COMMENT)
    if (at < 0) return null
    return new SourceMap(JSON.parse(Buffer.from(text.slice(at + MAP_COMMENT.length), 'base64').toString()))
  } catch {
    // The error itself matters more than its place.
    return null
  }
}

function headOf(error: Error): string {
  try {
    return Error.prototype.toString.call(error)
  } catch {
    // The getters of the error throw.
    return 'Error'
  }
}
