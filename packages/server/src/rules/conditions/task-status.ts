import type { TaskStatus } from '@aiflow/sdk/internal/model'
import { wordOf } from '@aiflow/sdk/internal/text'
import type { ConditionKind, ConditionOf, Known, WaitsFor } from './condition.ts'
import { metBy, notMet } from './evaluated.ts'

/** One task gets a status. */
export const taskStatusCondition: ConditionKind<ConditionOf<'taskStatus'>> = {
  keys: () => [],
  upstreams: ({ task }) => [task],
  patterns: () => [],
  formulas: () => [],
  check: () => {},
  evaluate(condition, occurrence) {
    if (occurrence.type !== 'taskStatus') return notMet(() => 'not a change of status')
    const { task, to } = occurrence
    return task === condition.task && to === condition.status
      ? metBy(occurrence)
      : notMet(() => `"${task}" became ${wordOf(to)}, not ${wordOf(condition.status)}`)
  },
  explain: (condition, known) => [explainTask(condition, known)],
}

export interface TaskStatusMember {
  readonly task: string
  readonly status: TaskStatus
}

export function explainTask({ task, status }: TaskStatusMember, { statusOf }: Known): WaitsFor {
  const { status: current, event } = statusOf(task)
  return { text: `task "${task}" is ${wordOf(status)}`, isSeen: current === status, event, status: current }
}
