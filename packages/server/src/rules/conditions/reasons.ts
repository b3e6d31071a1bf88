import type { Event } from '@aiflow/sdk/internal/model'
import { describeEventMatch, describeFilter, type EventMatch } from '@aiflow/sdk/internal/wire'
import { isKeyOf, type MatchedWith } from '../matches-event.ts'
import type { WaitsFor } from './condition.ts'

/** Maximum characters of a value, and of a list, in a reason. */
const MAX_CHARACTERS = 80
export const MAX_NAMED = 8

/** Advice for a condition that waits for too much. */
export const SPLIT = 'Split it into several conditions.'

/** `"accuracy" is "0.71", the filter asks for = "0.9"` */
export function mismatch(
  matches: readonly EventMatch[],
  event: Event,
  { ownWorkflow }: Pick<MatchedWith, 'ownWorkflow'>,
): string {
  const { key, value } = event
  const filters = matches.flatMap((match) =>
    isKeyOf(match.key, event, ownWorkflow) && match.filter !== undefined ? [match.filter] : [],
  )
  if (filters.length === 0) return `"${key}" is another key`
  const asked = listOf(filters.map(describeFilter))
  const filter = filters.length === 1 ? 'the filter asks for' : 'the filters ask for one of'
  return value === null
    ? `"${key}" has no value, ${filter} ${asked}`
    : `"${key}" is "${clip(value, MAX_CHARACTERS)}", ${filter} ${asked}`
}

/** Shortened, because a reason is kept for each rule that waits. */
export function listOf(parts: readonly string[]): string {
  const named = parts.slice(0, MAX_NAMED).join(', ')
  return parts.length <= MAX_NAMED ? named : `${named} and ${parts.length - MAX_NAMED} more`
}

export function clip(text: string, maxCharacters: number): string {
  return text.length <= maxCharacters ? text : `${text.slice(0, maxCharacters)}…`
}

/** This kind of condition judges each event on its own, so nothing counts as seen. */
export function unseen(match: EventMatch): WaitsFor {
  return { text: describeEventMatch(match), isSeen: false, event: null, status: null }
}
