import { type Context, createContext, Script } from 'node:vm'

const CALL = new Script('work()')

/** Ends work of our own that a hostile regular expression would never let end; nothing else could interrupt it. */
export class TimeLimit {
  readonly #limitMs: number
  #context: Context | null = null

  constructor(limitMs: number) {
    this.#limitMs = limitMs
  }

  /** What the work returns; null where it took longer. */
  run<T>(work: () => T): { readonly value: T } | null {
    let result: { readonly value: T } | null = null
    this.#context ??= createContext({})
    this.#context.work = () => {
      result = { value: work() }
    }
    try {
      CALL.runInContext(this.#context, { timeout: this.#limitMs })
    } catch (error) {
      if (!isTimeout(error)) throw error
    }
    return result
  }
}

/** The error comes from the other context, so that it is no `Error` of ours. */
function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}
