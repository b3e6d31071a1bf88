import type { VerdictSaw } from '@aiflow/sdk/internal/api/events'
import type { Event } from '@aiflow/sdk/internal/model'
import type { RememberedEvents } from '../../model/remembered-events.ts'

export interface Evaluated {
  readonly met: boolean
  /** What is missing, for people. It is built when it is read, because only that of the last of many events is kept. */
  readonly reason: string
  /** The events that the action passes to the task, the deciding one last. */
  readonly events: readonly Event[]
  /** The states that a condition with code changed, for people. */
  readonly states?: NonNullable<VerdictSaw['states']>
  /** The position of a missing member, as a hint for the next judgement. */
  readonly lackingMember?: number
  /** Why the condition could not be judged. */
  readonly error?: string
  /** What the rule remembers from now on, until an action of it is accepted; absent if that did not change. */
  readonly seen?: RememberedEvents
  /**
   * When the rule must be judged again without an event, in milliseconds since the epoch. It replaces the time that was
   * set before. Null deletes that time, and absent leaves it. The time is deleted when it comes. An extension point: no kind
   * of condition sets it yet.
   */
  readonly wakeAt?: number | null
}

/** A getter in each object would cost more than most reasons. */
class Unmet implements Evaluated {
  readonly met = false
  readonly events: readonly Event[] = []
  readonly #reasonOf: () => string

  constructor(reasonOf: () => string) {
    this.#reasonOf = reasonOf
  }

  get reason(): string {
    return this.#reasonOf()
  }
}

export function metBy({ event }: { readonly event: Event }): Evaluated {
  return { met: true, reason: '', events: [event] }
}

/** The reason is built when it is read. */
export function notMet(reasonOf: () => string): Evaluated {
  return new Unmet(reasonOf)
}

/** The same, with what has come so far. */
export function notYetMet(
  reasonOf: () => string,
  soFar: Partial<Pick<Evaluated, 'lackingMember' | 'seen' | 'events' | 'wakeAt'>>,
): Evaluated {
  return Object.assign(new Unmet(reasonOf), soFar)
}
