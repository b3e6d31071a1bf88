import type { EventFilter } from '@aiflow/sdk/client'

/** The kinds that events can be filtered by. Without a choice: events from outside and from tasks, and statuses. */
export const EVENT_KINDS = ['user', 'status', 'control', 'timer', 'report', 'all'] as const

export type ChosenKind = (typeof EVENT_KINDS)[number] | undefined

export function filterOfKind(kind: ChosenKind): EventFilter {
  return kind === 'all' ? { all: true } : { kind }
}
