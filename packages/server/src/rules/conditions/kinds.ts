import type { ConditionDefinition } from '@aiflow/sdk/internal/wire'
import { allEventsCondition } from './all-events.ts'
import { allTaskStatusesCondition } from './all-task-statuses.ts'
import { anyEventCondition } from './any-event.ts'
import { celCondition } from './cel.ts'
import { codeCondition } from './code.ts'
import type { ConditionKind, ConditionOf, Known, WaitsFor } from './condition.ts'
import { eventCondition } from './event.ts'
import { taskOutcomesCondition } from './task-outcomes.ts'
import { taskStatusCondition } from './task-status.ts'

type Type = ConditionDefinition['type']

/** To add a kind of condition, add a file beside this one and a line here. */
export const KINDS: { readonly [T in Type]: ConditionKind<ConditionOf<T>> } = {
  event: eventCondition,
  anyEvent: anyEventCondition,
  allEvents: allEventsCondition,
  taskStatus: taskStatusCondition,
  allTaskStatuses: allTaskStatusesCondition,
  taskOutcomes: taskOutcomesCondition,
  cel: celCondition,
  code: codeCondition,
}

/** What a condition waits for, part by part, and what has come already. */
export function explain(condition: ConditionDefinition, known: Known): WaitsFor[] {
  return kindOf(condition).explain(condition, known)
}

/** The compiler cannot see that each kind only gets conditions of its own type. */
export function kindOf({ type }: ConditionDefinition): ConditionKind<ConditionDefinition> {
  return KINDS[type]
}

/** The distinct event keys a condition reacts to. */
export function eventKeysOf(condition: ConditionDefinition): string[] {
  return kindOf(condition).keys(condition)
}

/** The distinct tasks whose status a condition reacts to. */
export function upstreamsOf(condition: ConditionDefinition): string[] {
  return kindOf(condition).upstreams(condition)
}

/** The regular expressions of a condition. */
export function patternsOf(condition: ConditionDefinition): readonly string[] {
  return kindOf(condition).patterns(condition)
}

/** The texts of a condition that must be compiled. */
export function formulasOf(condition: ConditionDefinition): readonly string[] {
  return kindOf(condition).formulas(condition)
}

/** Throws `INVALID_CONDITION` or `INVALID_WORKFLOW`; `where` is its rule or trigger, for people. */
export function checkCondition(condition: ConditionDefinition, where: string): void {
  kindOf(condition).check(condition, where)
}
