import { AIFlowError } from '@aiflow/sdk/internal/errors'

const MAX_OF_CALLER = 64
const MAX_OF_ALL = 512

/** Bounds how many calls wait at once, since each holds two connections. */
export class WaitPlaces {
  readonly #taken = new Map<string, number>()
  #all = 0

  /** Takes a place while `wait` runs. Throws `RATE_LIMITED` if there is none. */
  async hold<T>(callerName: string, wait: () => Promise<T>): Promise<T> {
    const own = this.#taken.get(callerName) ?? 0
    if (own >= MAX_OF_CALLER) throw full(`This token has ${own} calls of wait_for that wait already`)
    if (this.#all >= MAX_OF_ALL) throw full(`The server has ${this.#all} calls of wait_for that wait already`)
    this.#taken.set(callerName, own + 1)
    this.#all += 1
    try {
      return await wait()
    } finally {
      this.#all -= 1
      const left = (this.#taken.get(callerName) ?? 1) - 1
      if (left === 0) this.#taken.delete(callerName)
      else this.#taken.set(callerName, left)
    }
  }
}

function full(problem: string): AIFlowError {
  return new AIFlowError('RATE_LIMITED', `${problem}. Call again when one of them has been answered.`)
}
