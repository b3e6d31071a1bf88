import type { Event } from '../../model/event/event.ts'
import { type AnyEventType, keyOf } from '../../model/event/event-type.ts'
import { Condition } from '../../model/user-code/condition.ts'
import type { Context } from '../../model/user-code/context.ts'
import type { EventMatch, ValueFilter } from '../../wire/workflow-definition.ts'
import { checkObject } from '../checks/checks.ts'
import { createEventMatcher } from './event-match.ts'
import { eventMatch } from './event-members.ts'

/** Options of `EventCondition`. */
export interface EventConditionOptions {
  /** Only events whose value matches; an event without a value matches no filter. All values by default. */
  readonly filter?: ValueFilter
}

/** Met by each event with this key. */
export class EventCondition extends Condition {
  readonly event: EventMatch
  readonly #matches: (event: Event) => boolean

  /** Throws INVALID_WORKFLOW if the key or the filter is not valid. */
  constructor(event: string | AnyEventType, options: EventConditionOptions = {}) {
    const key = keyOf(event)
    super([key])
    checkObject('A condition on an event', options)
    this.event = eventMatch(options.filter === undefined ? key : { key, filter: options.filter })
    this.#matches = createEventMatcher(this.event)
  }

  override isMet(event: Event, _context: Context): boolean | Promise<boolean> {
    return this.#matches(event)
  }
}
