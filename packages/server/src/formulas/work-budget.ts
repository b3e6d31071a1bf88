import type { Event } from '@aiflow/sdk/internal/model'

/** Budget of all conditions of one lane for one event and what follows from it: 0.2 to 2 s of an idle machine. */
const MAX_STEPS = 1_000_000

/**
 * Each occurrence that a lane judges within a step adds this to the budget of its conditions, because many occurrences
 * are legal.
 */
export const STEPS_PER_OCCURRENCE = 250

const REASON = `not judged: all conditions of an execution, or of the triggers of a workflow, may take ${MAX_STEPS} steps for one event, and those before it left too few; use shorter values or patterns, or simpler expressions`

/** The rest of the budget is too small for a condition. */
export class BudgetError extends Error {
  override readonly name = 'BudgetError'

  constructor() {
    super(REASON)
  }
}

/**
 * What the conditions of one lane may still cost for one event, in CEL steps of about a microsecond each. Costs are
 * counted, not measured, so the same conditions on the same event have the same result on a busy machine.
 */
export class WorkBudget {
  readonly #spent: (steps: number) => void
  #left = MAX_STEPS
  #event: Event | null = null
  readonly #paidForEvent = new Set<string>()

  /** `spent` is called with all costs. */
  constructor(spent: (steps: number) => void = () => {}) {
    this.#spent = spent
  }

  get left(): number {
    return this.#left
  }

  allow(steps: number): void {
    this.#left += steps
  }

  /** Throws `BudgetError`, without paying, if less is left. */
  pay(steps: number): void {
    if (steps > this.#left) throw new BudgetError()
    this.#left -= steps
    this.#spent(steps)
  }

  /** Pays for work that is done once per event, however many conditions need it. Throws `BudgetError`. */
  payOnce(event: Event, what: string, stepsOf: () => number): void {
    if (this.#event !== event) this.#paidForEvent.clear()
    this.#event = event
    if (this.#paidForEvent.has(what)) return
    this.pay(stepsOf())
    this.#paidForEvent.add(what)
  }
}
