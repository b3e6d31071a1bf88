/** Maximum characters of JSON that are filled in, including alternatives that turn out not to fit. */
const MAX_CHARACTERS = 1024 * 1024

/** Maximum depth of nested objects and alternatives. */
const MAX_DEPTH = 300

/** Defaults lead to further defaults without end, or to far too many. */
export class FillError extends Error {
  override readonly name = 'FillError'
}

/** Limits the defaults of one value. A schema that refers to one of them many times may have far more than it shows. */
export class FillBudget {
  #characters = MAX_CHARACTERS
  #depth = 0

  /** Throws `FillError`. */
  spend(characters: number): void {
    this.#characters -= characters
    if (this.#characters < 0) throw new FillError(`defaults of more than ${MAX_CHARACTERS} characters`)
  }

  /** Runs `fill` one level deeper. Throws `FillError`. */
  inside<T>(fill: () => T): T {
    this.#depth += 1
    if (this.#depth > MAX_DEPTH) throw new FillError('defaults nested without end')
    const filled = fill()
    this.#depth -= 1
    return filled
  }
}
