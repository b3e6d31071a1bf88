/** Evaluation steps after which a commit leaves other conditions to the next one: 0.05 to 0.4 s on an idle machine. */
const HEAVY_STEPS = 250_000

/** What the conditions of one batch have cost so far. */
export class ConditionLoad {
  #steps = 0

  add(steps: number): void {
    this.#steps += steps
  }

  /** Whether the commit should end, so that others get their turn. */
  get isHeavy(): boolean {
    return this.#steps > HEAVY_STEPS
  }
}
