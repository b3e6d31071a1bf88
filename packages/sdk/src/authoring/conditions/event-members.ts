import { type AnyEventType, isEventType } from '../../model/event/event-type.ts'
import type { EventMatch, ValueFilter } from '../../wire/workflow-definition.ts'
import { checkObject, checkOptions, invalidWorkflow } from '../checks/checks.ts'

const FILTER_FIELDS = { equals: true, in: true, matches: true } as const

/** An event that a condition waits for: a key, an event type, or a key with a filter on the value. */
export type EventMember = string | AnyEventType | EventMatch

/** The keys of the members, for `expectEventKeys`. */
export function memberKeys(members: readonly EventMember[]): readonly string[] {
  if (!Array.isArray(members)) throw invalidWorkflow('A condition on several events takes a list of event keys.')
  return members.map((member: EventMember) => {
    if (typeof member === 'string') return member
    if (isEventType(member)) return member.key
    checkObject('An event of a condition', member)
    return member.key
  })
}

/** The data form of a member. It is a copy, so later changes by the author have no effect on it. */
export function eventMatch(member: EventMember): EventMatch {
  if (typeof member === 'string') return Object.freeze({ key: member })
  if (isEventType(member) || member.filter === undefined) return Object.freeze({ key: member.key })
  checkFilter(member.key, member.filter)
  return Object.freeze({ key: member.key, filter: Object.freeze(structuredClone(member.filter)) })
}

function checkFilter(key: string, filter: ValueFilter): void {
  checkObject(`The filter on the event "${key}"`, filter)
  checkOptions(`The filter on the event "${key}"`, filter, FILTER_FIELDS)
  const { equals, in: oneOf, matches } = filter
  const isRight = isAbsentOr(equals, isText) && isAbsentOr(matches, isText) && isAbsentOr(oneOf, isTexts)
  const isGiven = [equals, oneOf, matches].some((value) => value !== undefined)
  if (isGiven && isRight) return
  throw invalidWorkflow(
    `The filter on the event "${key}" takes "equals" and "matches", a text each, and "in", a list of texts: at least one of them.`,
  )
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.isWellFormed()
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isText)
}

function isAbsentOr(value: unknown, isRight: (value: unknown) => boolean): boolean {
  return value === undefined || isRight(value)
}
