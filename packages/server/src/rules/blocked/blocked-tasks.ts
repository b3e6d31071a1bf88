import type { Blocked } from '@aiflow/sdk/internal/api/executions'
import type { TaskStatus } from '@aiflow/sdk/internal/model'
import type { ConditionDefinition, TaskDefinition } from '@aiflow/sdk/internal/wire'
import type { Prospects, TaskView } from '../conditions/condition.ts'
import type { Plan } from '../plan.ts'
import { TaskProspects } from '../prospects.ts'
import { firstOf } from './first-of.ts'

type StatusOf = (task: string) => TaskStatus | undefined

/**
 * The tasks that never ran and that nothing can start any more, because a task that they wait for, directly or through others,
 * is FAILED or STOPPED. A branch that was not taken is not among them.
 */
export function blockedTasksOf(plan: Plan, view: TaskView): Blocked['tasks'] {
  const prospects = new TaskProspects(plan, view)
  const statusOf: StatusOf = (task) => view.get(task)?.status
  const { tasks } = plan.definition
  const lacking = tasks
    .filter(({ name }) => prospects.isSkipped(name))
    .flatMap((task) => lackingOf(task, { statusOf, prospects }).map((other) => ({ name: task.name, task: other })))
  const reasons = new Map<string, string>()
  for (const { name, task } of lacking) {
    const status = statusOf(task)
    if ((status === 'FAILED' || status === 'STOPPED') && !reasons.has(name)) reasons.set(name, `"${task}" is ${status}`)
  }
  const waiting = Map.groupBy(lacking, ({ task }) => task)
  // Those that are added on the way are looked at, too.
  for (const blocked of reasons.keys()) {
    for (const { name } of waiting.get(blocked) ?? [])
      if (!reasons.has(name)) reasons.set(name, `"${blocked}" cannot start either`)
  }
  return firstOf(
    tasks.flatMap(({ name: task }) => {
      const reason = reasons.get(task)
      return reason === undefined ? [] : [{ task, reason }]
    }),
  )
}

interface Known {
  readonly statusOf: StatusOf
  readonly prospects: Prospects
}

/** The tasks that are not as some rule that starts a task asks. */
function lackingOf({ rules }: TaskDefinition, known: Known): readonly string[] {
  return rules.flatMap(({ action, condition }) => (action === 'STOP' ? [] : lackingFor(condition, known)))
}

function lackingFor(condition: ConditionDefinition, { statusOf, prospects }: Known): readonly string[] {
  // The rules of a task that is skipped are not met.
  if (condition.type === 'taskStatus') return [condition.task]
  if (condition.type === 'allTaskStatuses')
    return condition.members.filter(({ task, status }) => statusOf(task) !== status).map(({ task }) => task)
  if (condition.type !== 'taskOutcomes' || condition.when !== 'noneFailed') return []
  return condition.tasks.filter((task) => statusOf(task) === 'FAILED' || prospects.isSkippedByFailure(task))
}
