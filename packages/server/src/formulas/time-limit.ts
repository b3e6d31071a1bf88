import { type Context, createContext, Script } from 'node:vm'

const CALL = new Script('work()')

/** Interrupts our own work if a hostile regular expression keeps it from ending. Nothing else could. */
export class TimeLimit {
  readonly #limitMs: number
  #context: Context | null = null

  constructor(limitMs: number) {
    this.#limitMs = limitMs
  }

  /** The result of the work; null if it took too long. */
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

/** The error comes from another context, so it is not an instance of our `Error`. */
function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}
