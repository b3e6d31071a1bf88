import type { EventMatch, ValueFilter } from '../../wire/workflow-definition.ts'
import { invalidWorkflow } from '../checks.ts'

const FILTER_FIELDS = ['equals', 'in', 'matches']

/** An event that a condition asks for: a key, or a key with a filter on the value. */
export type EventMember = string | EventMatch

/** The keys of the members, for `expectEventKeys`. */
export function memberKeys(members: readonly EventMember[]): readonly string[] {
  if (!Array.isArray(members)) throw invalidWorkflow('A condition on several events takes a list of event keys.')
  return members.map((member: EventMember) => (typeof member === 'string' ? member : member.key))
}

/** The data form of a member, a private copy: what the author changes later does not reach it. */
export function eventMatch(member: EventMember): EventMatch {
  if (typeof member === 'string') return Object.freeze({ key: member })
  if (member.filter === undefined) return Object.freeze({ key: member.key })
  checkFilter(member.key, member.filter)
  return Object.freeze({ key: member.key, filter: Object.freeze(structuredClone(member.filter)) })
}

function checkFilter(key: string, filter: ValueFilter): void {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined)
  if (given.length > 0 && given.every(([field]) => FILTER_FIELDS.includes(field))) return
  throw invalidWorkflow(`The filter on the event "${key}" takes "equals", "in" or "matches", at least one of them.`)
}
