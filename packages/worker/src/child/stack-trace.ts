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

interface Origin {
  readonly source: string
  readonly place: string
  /** How V8 names the same. */
  readonly inBundle: string
}

/** Where errors were thrown, for reports. Filled when their stack is first read. */
const places = new WeakMap<object, string>()
/** Errors that our packages threw, with nothing of the author below. */
const ours = new WeakSet<object>()

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
    else if (frames.areOurs(sites)) ours.add(error)
    return [headOf(error), ...shown.map(({ text }) => `    at ${text}`)].join('\n')
  }
}

/** The topmost place of the author in the stack of an error. Null if there is none. */
export function placeOf(error: Error): string | null {
  // Reading the stack is what makes V8 prepare it.
  return error.stack === undefined ? null : (places.get(error) ?? null)
}

/** Whether our packages threw it by themselves. Then its message is written for people, and says everything. */
export function isOurs(error: Error): boolean {
  return error.stack !== undefined && ours.has(error)
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

  areOurs(sites: readonly NodeJS.CallSite[]): boolean {
    return sites.some((site) => this.#originOf(site)?.source.startsWith(OWN_PACKAGES))
  }

  /** Null for code that the author neither wrote nor chose: ours, that of Node, and what the bundler adds. */
  #frameOf(site: NodeJS.CallSite): Frame | null {
    const origin = this.#originOf(site)
    if (origin === null || origin.source.startsWith(OWN_PACKAGES)) return null
    const { source, place, inBundle } = origin
    return { place, text: site.toString().replace(inBundle, () => place), isOfPackage: source.startsWith(PACKAGES) }
  }

  /** Null for what is not in the bundle, or was added by the bundler. */
  #originOf(site: NodeJS.CallSite): Origin | null {
    const [line, column] = [site.getLineNumber(), site.getColumnNumber()]
    if (site.getFileName() !== this.#url || line === null || column === null) return null
    const origin = this.#mapOfBundle()?.findEntry(line - 1, column - 1)
    if (origin === undefined || !('originalSource' in origin) || origin.originalSource === undefined) return null
    const { originalSource: source, originalLine, originalColumn } = origin
    return {
      source,
      place: `${source}:${originalLine + 1}:${originalColumn + 1}`,
      inBundle: `${this.#url}:${line}:${column}`,
    }
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
