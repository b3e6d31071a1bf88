import type { Blocked } from '@aiflow/sdk/internal/api/executions'
import type { TaskStatus } from '@aiflow/sdk/internal/model'
import type { ConditionDefinition } from '@aiflow/sdk/internal/wire'
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
  const names = plan.definition.tasks.map(({ name }) => name)
  const lacking = names
    .filter((name) => prospects.isSkipped(name))
    .flatMap((name) => lackingOf(plan, name, { statusOf, prospects }).map((task) => ({ name, task })))
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
    names.flatMap((task) => {
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
function lackingOf(plan: Plan, name: string, known: Known): readonly string[] {
  const rules = plan.tasks.get(name)?.rules ?? []
  return rules.flatMap(({ action, condition }) => (action === 'STOP' ? [] : lackingFor(condition, known)))
}

function lackingFor(condition: ConditionDefinition, { statusOf, prospects }: Known): readonly string[] {
  switch (condition.type) {
    case 'taskStatus':
      return statusOf(condition.task) === condition.status ? [] : [condition.task]
    case 'allTaskStatuses':
      return condition.members.flatMap(({ task, status }) => (statusOf(task) === status ? [] : [task]))
    case 'taskOutcomes':
      if (condition.when !== 'noneFailed') return []
      return condition.tasks.filter((task) => statusOf(task) === 'FAILED' || prospects.isSkippedByFailure(task))
    default:
      return []
  }
}
