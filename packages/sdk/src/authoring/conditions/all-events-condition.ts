import type { Event } from '../../model/event/event.ts'
import type { Context } from '../../model/user-code/context.ts'
import type { EventMatch } from '../../wire/workflow-definition.ts'
import { createEventMatcher } from './event-match.ts'
import { type EventMember, eventMatch, memberKeys } from './event-members.ts'
import { RememberingCondition } from './remembering-condition.ts'

/**
 * Met when each member has had an event since the condition was last met, in any order. The task that it starts gets the
 * newest event of every member.
 */
export class AllEventsCondition extends RememberingCondition {
  readonly events: readonly EventMatch[]
  readonly #matchers: readonly ((event: Event) => boolean)[]

  /** Each member is a key, or a key with a filter. Throws INVALID_WORKFLOW if there is no member, or one is not valid. */
  constructor(members: readonly EventMember[]) {
    super(memberKeys(members))
    this.events = Object.freeze(members.map(eventMatch))
    this.#matchers = this.events.map(createEventMatcher)
  }

  override isMet(event: Event, context: Context): boolean | Promise<boolean> {
    const met = this.#matchers.flatMap((matches, index) => (matches(event) ? [index] : []))
    return met.length > 0 && this.remember(met, this.#matchers.length, context)
  }
}
