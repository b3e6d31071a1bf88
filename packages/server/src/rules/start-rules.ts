import type { ConditionDefinition, RuleDefinition } from '@aiflow/sdk/internal/wire'
import { addTo } from './add-to.ts'

/** A rule that starts a task, and the tasks of which it still lacks something. */
export interface WaitingRule {
  readonly task: string
  readonly missing: readonly string[]
  /** One of the missing tasks is enough. */
  readonly isAnyOf: boolean
}

export function isStart({ action }: Pick<RuleDefinition, 'action'>): boolean {
  return action !== 'STOP'
}

/** Whether one of the tasks of a condition is enough. */
export function isAnyOf(condition: ConditionDefinition): boolean {
  return condition.type === 'taskOutcomes' && condition.when === 'anyFailed'
}

/** Adds to some tasks those that follow from them: each of which a rule misses no other task, or one of several. */
export function addFollowing(tasks: Set<string>, rules: readonly WaitingRule[]): void {
  const waiting = new Map<string, { readonly task: string; left: number }[]>()
  for (const { task, missing, isAnyOf: one } of rules) {
    if (missing.length === 0) tasks.add(task)
    const entry = { task, left: one ? 1 : missing.length }
    for (const upstream of missing) addTo(waiting, upstream, entry)
  }
  // Those that are added on the way are looked at, too.
  for (const task of tasks) {
    for (const entry of waiting.get(task) ?? []) {
      entry.left -= 1
      if (entry.left === 0) tasks.add(entry.task)
    }
  }
}
