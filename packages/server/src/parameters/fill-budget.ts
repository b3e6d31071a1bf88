/** Of JSON that is filled in, with that of alternatives which then do not fit. */
const MAX_CHARACTERS = 1024 * 1024

/** Of objects and alternatives inside of each other. */
const MAX_DEPTH = 300

/** Defaults lead to more of them without an end, or to more than anybody could want. */
export class FillError extends Error {
  override readonly name = 'FillError'
}

/** What the defaults of one value may come to: a schema that refers to one of them often has far more than it says. */
export class FillBudget {
  #characters = MAX_CHARACTERS
  #depth = 0

  /** Throws `FillError`. */
  spend(characters: number): void {
    this.#characters -= characters
    if (this.#characters < 0) throw new FillError(`defaults of more than ${MAX_CHARACTERS} characters`)
  }

  /** Does what fills in a part. Throws `FillError`. */
  inside<T>(fill: () => T): T {
    this.#depth += 1
    if (this.#depth > MAX_DEPTH) throw new FillError('defaults inside of each other without an end')
    const filled = fill()
    this.#depth -= 1
    return filled
  }
}
