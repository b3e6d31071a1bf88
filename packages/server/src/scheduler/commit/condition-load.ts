/** Steps of conditions that one commit judges before it leaves the others to the next: 0.05 to 0.4 s of an idle machine. */
const HEAVY_STEPS = 250_000

/** What the conditions of one batch have cost so far. */
export class ConditionLoad {
  #steps = 0

  add(steps: number): void {
    this.#steps += steps
  }

  /** Others should have their turn. */
  get isHeavy(): boolean {
    return this.#steps > HEAVY_STEPS
  }
}
