import type { Blocked } from '@aiflow/sdk/internal/api/executions'
import type { TaskDefinition } from '@aiflow/sdk/internal/wire'
import type { TaskView } from '../conditions/condition.ts'
import { upstreamsOf } from '../conditions/kinds.ts'
import type { Plan } from '../plan.ts'
import { TaskProspects } from '../prospects.ts'
import { isAnyOf, isStart } from '../start-rules.ts'
import { firstOf } from './first-of.ts'

/**
 * The tasks that never ran and that nothing can start any more, because a task that they wait for, directly or through others,
 * is FAILED or STOPPED. A branch that was not taken is not among them.
 */
export function blockedTasksOf(plan: Plan, view: TaskView): Blocked['tasks'] {
  const { tasks } = plan.definition
  const prospects = new TaskProspects(plan, view)
  const lacking = tasks
    .filter(({ name }) => prospects.isSkipped(name))
    .flatMap((task) => lackingOf(task, prospects).map((upstream) => ({ name: task.name, upstream })))
  const reasons = new Map<string, string>()
  for (const { name, upstream } of lacking) {
    const status = view.get(upstream)?.status
    if ((status === 'FAILED' || status === 'STOPPED') && !reasons.has(name))
      reasons.set(name, `"${upstream}" is ${status}`)
  }
  const waiting = Map.groupBy(lacking, ({ upstream }) => upstream)
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

/** The tasks that are not as some rule that starts a task asks. */
function lackingOf({ rules }: TaskDefinition, prospects: TaskProspects): readonly string[] {
  const conditions = rules.filter(isStart).map(({ condition }) => condition)
  return conditions
    .filter((condition) => !isAnyOf(condition))
    .flatMap((condition) => upstreamsOf(condition).filter((upstream) => prospects.lacks(condition, upstream)))
}
