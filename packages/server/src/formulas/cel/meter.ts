import type { Pattern } from '../pattern.ts'

/** Of one evaluation, 50 to 400 ms of an idle machine: a step is an operation of an expression, or as much work. */
const MAX_STEPS = 250_000

/** Characters that are read, compared or copied in a step. */
const CHARACTERS_A_STEP = 64

/** The expression has used up what one evaluation may cost. */
class MeterError extends Error {
  override readonly name = 'MeterError'
}

/**
 * Counts what an evaluation costs, so that the same expression on the same event always ends the same way, however
 * busy the machine is. The evaluator takes an error for a value that `||` may pass over: ask `isEmpty` at the end.
 */
export class Meter {
  /** Those that the evaluation has paid for. */
  readonly patterns = new Map<string, Pattern>()
  #limit = MAX_STEPS
  #left = MAX_STEPS

  /** How far it was filled. */
  get limit(): number {
    return this.#limit
  }

  get used(): number {
    return Math.min(this.#limit, this.#limit - this.#left)
  }

  get isEmpty(): boolean {
    return this.#left < 0
  }

  /** To what one evaluation may cost, or to what is left for it. */
  fill(left = MAX_STEPS): void {
    this.patterns.clear()
    this.#limit = Math.min(left, MAX_STEPS)
    this.#left = this.#limit
  }

  /** Throws `MeterError`, as does every later charge until it is filled again. */
  charge(steps: number): void {
    this.#left -= steps
    if (this.#left < 0) throw new MeterError('the expression takes too many steps for this event')
  }

  chargeText(characters: number): void {
    this.charge(stepsOfText(characters))
  }
}

/** Of reading a text. */
export function stepsOfText(characters: number): number {
  return Math.ceil(characters / CHARACTERS_A_STEP)
}
