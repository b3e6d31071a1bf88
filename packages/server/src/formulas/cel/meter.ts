import type { Pattern } from '../pattern.ts'

/** 50 to 250 ms of an idle machine: a step is an operation of an expression, or as much work. */
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
  #left = MAX_STEPS

  get isEmpty(): boolean {
    return this.#left < 0
  }

  fill(): void {
    this.patterns.clear()
    this.#left = MAX_STEPS
  }

  /** Throws `MeterError`, as does every later charge until it is filled again. */
  charge(steps: number): void {
    this.#left -= steps
    if (this.#left < 0) throw new MeterError('the expression takes too many steps for this event')
  }

  chargeText(characters: number): void {
    this.charge(Math.ceil(characters / CHARACTERS_A_STEP))
  }
}
