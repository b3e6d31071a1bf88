import type { Pattern } from '../pattern.ts'

/**
 * Maximum steps of one evaluation, 50 to 400 ms of an idle machine. A step is one operation of an expression, or as
 * much work.
 */
const MAX_STEPS = 250_000

/** Characters that are read, compared or copied per step. */
const CHARACTERS_A_STEP = 64

/** The expression has used up the budget of one evaluation. */
class MeterError extends Error {
  override readonly name = 'MeterError'
}

/**
 * Counts the cost of an evaluation, so that the same expression on the same event has the same result on a busy
 * machine. The evaluator treats an error as a value, which `||` may ignore, so check `isEmpty` at the end.
 */
export class Meter {
  /** Patterns that the evaluation has paid for. */
  readonly patterns = new Map<string, Pattern>()
  #limit = MAX_STEPS
  #left = MAX_STEPS

  /** The steps that it was filled with. */
  get limit(): number {
    return this.#limit
  }

  get used(): number {
    return Math.min(this.#limit, this.#limit - this.#left)
  }

  get isEmpty(): boolean {
    return this.#left < 0
  }

  /** Sets the budget to the maximum of one evaluation, or to `left` if that is less. */
  fill(left = MAX_STEPS): void {
    this.patterns.clear()
    this.#limit = Math.min(left, MAX_STEPS)
    this.#left = this.#limit
  }

  /** Throws `MeterError` if the budget is used up, until the next `fill`. */
  charge(steps: number): void {
    this.#left -= steps
    if (this.#left < 0) throw new MeterError('the expression takes too many steps for this event')
  }

  chargeText(characters: number): void {
    this.charge(stepsOfText(characters))
  }
}

/** The steps of reading a text. */
export function stepsOfText(characters: number): number {
  return Math.ceil(characters / CHARACTERS_A_STEP)
}
