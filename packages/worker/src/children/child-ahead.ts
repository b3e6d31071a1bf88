import type { Snapshot } from '../link/snapshot-cache.ts'
import { Child, type ChildSurroundings } from './child.ts'

/** How long after an upload the next one is expected. */
const EXPECTED_MS = 5 * 60_000

export interface ChildAheadOptions {
  readonly around: ChildSurroundings
  readonly now: () => number
}

/**
 * A child that is started before it is known which snapshot it gets, so that the first task of a new version waits only for the
 * import of the bundle. It needs as much memory as any child, so there is one only while workflows are being uploaded.
 */
export class ChildAhead {
  readonly #options: ChildAheadOptions
  #child: Child | null = null
  #expectedUntil = 0

  constructor(options: ChildAheadOptions) {
    this.#options = options
  }

  /** Call it at each upload. */
  expect(): void {
    this.#expectedUntil = this.#options.now() + EXPECTED_MS
  }

  /** Whether there is one that can import a bundle at once. */
  get isReady(): boolean {
    return this.#usable?.isBooted === true
  }

  /** Null if there is none. */
  take(snapshot: Snapshot): Child | null {
    const child = this.#usable
    if (child === null) return null
    this.#child = null
    child.use(snapshot)
    return child
  }

  startIfExpected(): void {
    if (this.#child !== null || !this.#isExpected) return
    const child = this.#start()
    if (child === null) return
    this.#child = child
    void child.exited.then(() => {
      if (this.#child === child) this.#child = null
    })
  }

  /** It exits if none is expected any more, or if it cannot be used. */
  sweep(): void {
    if (!this.#isExpected || this.#usable === null) this.#end()
  }

  stop(): void {
    this.#expectedUntil = 0
    this.#end()
  }

  get #isExpected(): boolean {
    return this.#options.now() < this.#expectedUntil
  }

  get #usable(): Child | null {
    return this.#child?.hasPresentLimits && this.#child.hasFolder() ? this.#child : null
  }

  #start(): Child | null {
    try {
      return new Child('task', null, this.#options.around)
    } catch {
      // The machine lacks something. A task that needs a child tries again.
      return null
    }
  }

  #end(): void {
    this.#child?.leave()
    this.#child = null
  }
}
