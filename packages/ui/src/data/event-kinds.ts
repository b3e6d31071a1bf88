import type { EventFilter } from '@aiflow/sdk/client'

/** The kinds that events can be filtered by; what comes from outside, from tasks, and statuses, where none is chosen. */
export const EVENT_KINDS = ['user', 'status', 'control', 'timer', 'report', 'all'] as const

export type ChosenKind = (typeof EVENT_KINDS)[number] | undefined

export function filterOfKind(kind: ChosenKind): EventFilter {
  return kind === 'all' ? { all: true } : { kind }
}
