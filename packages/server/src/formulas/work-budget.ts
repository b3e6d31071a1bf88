import type { Event } from '@aiflow/sdk/internal/model'

/** Of all conditions of one lane for one event, and what follows from it: 0.2 to 2 s of an idle machine. */
const MAX_STEPS = 1_000_000

const REASON = `not judged: all conditions of an execution, or of the triggers of a workflow, may take ${MAX_STEPS} steps for one event, and those before it left too few; use shorter values or patterns, or simpler expressions`

/** A condition that does not fit in what is left for its event. */
export class BudgetError extends Error {
  override readonly name = 'BudgetError'

  constructor() {
    super(REASON)
  }
}

/**
 * What the conditions of one lane may still cost for one event, in the steps of CEL: about a microsecond each. It is
 * counted, not measured, so that the same conditions on the same event always end the same way, however busy the
 * machine is.
 */
export class WorkBudget {
  readonly #spent: (steps: number) => void
  #left = MAX_STEPS
  #event: Event | null = null
  readonly #paidForEvent = new Set<string>()

  /** `spent` is told of all that is taken. */
  constructor(spent: (steps: number) => void = () => {}) {
    this.#spent = spent
  }

  get left(): number {
    return this.#left
  }

  allow(steps: number): void {
    this.#left += steps
  }

  /** Throws `BudgetError`, and takes nothing, where less is left. */
  pay(steps: number): void {
    if (steps > this.#left) throw new BudgetError()
    this.#left -= steps
    this.#spent(steps)
  }

  /** For what is done once for an event, however many conditions ask for it. Throws `BudgetError`. */
  payOnce(event: Event, what: string, stepsOf: () => number): void {
    if (this.#event !== event) this.#paidForEvent.clear()
    this.#event = event
    if (this.#paidForEvent.has(what)) return
    this.pay(stepsOf())
    this.#paidForEvent.add(what)
  }
}
