import type { Event } from '../../model/event/event.ts'
import { Condition } from '../../model/user-code/condition.ts'
import type { Context } from '../../model/user-code/context.ts'
import type { EventMatch } from '../../wire/workflow-definition.ts'
import { createEventMatcher } from './event-match.ts'
import { type EventMember, eventMatch, memberKeys } from './event-members.ts'

/** Met by each event that matches one of the members. */
export class AnyEventCondition extends Condition {
  readonly events: readonly EventMatch[]
  readonly #matchers: readonly ((event: Event) => boolean)[]

  /** Each member is a key, or a key with a filter. Throws INVALID_WORKFLOW if there is no member, or one is not valid. */
  constructor(members: readonly EventMember[]) {
    super(memberKeys(members))
    this.events = Object.freeze(members.map(eventMatch))
    this.#matchers = this.events.map(createEventMatcher)
  }

  override isMet(event: Event, _context: Context): boolean | Promise<boolean> {
    return this.#matchers.some((matches) => matches(event))
  }
}
