import { isObject } from '../../system/parse-json.ts'

/** The value of `detail.kind` of a full collection, as `node:perf_hooks` has it in its constants. */
const FULL = 4
/** A part of the limit of the heap. */
const LARGE_SHARE = 0.4

/** Knows how much memory was still in use after the last full collection. V8 collects when it needs to. */
export class HeapWatch {
  readonly #maxBytes: number
  #bytes = 0

  /** The process ends when its objects need more than `maxBytes`. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Zero until there was a collection. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whether code that needs little memory may soon find none. */
  get isLarge(): boolean {
    return this.#bytes > LARGE_SHARE * this.#maxBytes
  }

  start(): void {
    new PerformanceObserver((list) => {
      if (list.getEntries().some(isFullCollection)) this.#bytes = bytesInUse()
    }).observe({ entryTypes: ['gc'] })
  }
}

function isFullCollection(entry: object): boolean {
  return 'detail' in entry && isObject(entry.detail) && entry.detail.kind === FULL
}

function bytesInUse(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
