import type { TaskStatus } from '@aiflow/sdk/internal/model'
import type { ConditionOf, Prospects, TaskFacts, TaskView } from './conditions/condition.ts'
import { isDone } from './conditions/is-done.ts'
import { upstreamsOf } from './conditions/kinds.ts'
import { type Plan, startsByRule, type TaskRulePlan } from './plan.ts'
import { listIn } from './upload/list-in.ts'

// Conditions are plain data that never changes: what was read of one holds as long as it lives.
const asked = new WeakMap<object, ReadonlyMap<string, TaskStatus>>()

/**
 * A task may run while it is alive, while something else than the status of tasks can start it, and while a rule that starts
 * it waits for tasks that are as it asks, or that may run. What may not run, and never ran, is skipped. `living` counts as
 * alive, whatever the view says of it.
 */
export function prospectsOf(plan: Plan, view: TaskView, living?: string): Prospects {
  const factsOf = (task: string) => (task === living ? undefined : view.get(task))
  const isLiving = (task: string) => {
    const facts = view.get(task)
    return task === living || (facts !== undefined && !isDone(facts))
  }
  const rules = [...plan.rules.values()].filter(({ action }) => action !== 'STOP')
  const failed = behindFailures(rules, factsOf)
  const mayRun = new Set<string>()
  for (const task of plan.definition.tasks) {
    const { name, periodicExpression, onStop } = task
    const startsAlone = !onStop && !startsByRule(task) && view.get(name) === undefined
    if (isLiving(name) || periodicExpression !== undefined || startsAlone) mayRun.add(name)
  }
  spread(rules, mayRun, (rule) => missingOf(rule, factsOf, failed))
  const skipped = plan.definition.tasks.flatMap(({ name }) =>
    mayRun.has(name) || view.get(name) !== undefined ? [] : [name],
  )
  return { skipped: new Set(skipped), skippedByFailure: new Set(skipped.filter((name) => failed.has(name))) }
}

/** Whether the end of a task leaves some rule that starts another one without what it asks of the task. */
export function endsHope(plan: Plan, task: string, facts: TaskFacts): boolean {
  const rules = plan.rulesByUpstream.get(task) ?? []
  return rules.some((rule) => rule.action !== 'STOP' && lacks(rule, task, facts))
}

/** Adds to the tasks that may run those that a rule starts once its missing tasks may run. */
function spread(
  rules: readonly TaskRulePlan[],
  mayRun: Set<string>,
  missingOfRule: (rule: TaskRulePlan) => readonly string[],
): void {
  const waiting = new Map<string, Waiting[]>()
  for (const rule of rules) {
    const missing = missingOfRule(rule)
    if (missing.length === 0) mayRun.add(rule.task.name)
    const entry = { task: rule.task.name, left: isAnyOf(rule) ? 1 : missing.length }
    for (const task of missing) listIn(waiting, task).push(entry)
  }
  // Those that are added on the way are looked at, too.
  for (const task of mayRun) {
    for (const entry of waiting.get(task) ?? []) {
      entry.left -= 1
      if (entry.left === 0) mayRun.add(entry.task)
    }
  }
}

/** A rule of a task, and how many of the tasks that it waits for are missing. */
interface Waiting {
  readonly task: string
  left: number
}

/** The tasks of which a rule still asks something; none where other things than the status of tasks can start it. */
function missingOf(
  rule: TaskRulePlan,
  factsOf: (task: string) => TaskFacts | undefined,
  failed: ReadonlySet<string>,
): readonly string[] {
  const { condition } = rule
  const tasks = upstreamsOf(condition)
  if (condition.type !== 'taskOutcomes') return tasks.filter((task) => lacks(rule, task, factsOf(task)))
  switch (condition.when) {
    case 'allDone':
      return []
    case 'anyFailed':
      return tasks.some((task) => factsOf(task)?.status === 'FAILED') ? [] : tasks
    case 'noneFailed':
      return tasks.filter((task) => (factsOf(task) === undefined ? failed.has(task) : lacks(rule, task, factsOf(task))))
  }
}

/** Whether a task is not, or not yet, as the condition of a rule on tasks asks. */
function lacks({ condition }: TaskRulePlan, task: string, facts: TaskFacts | undefined): boolean {
  if (condition.type === 'taskStatus') return facts?.status !== condition.status
  if (condition.type === 'allTaskStatuses') return askedOf(condition).get(task) !== facts?.status
  const hasNotFailed = facts?.status === 'SUCCESS' || facts?.status === 'STOPPED'
  return condition.type === 'taskOutcomes' && condition.when === 'noneFailed' && !hasNotFailed
}

/** The tasks that never ran and wait, directly or through others, for one that failed. */
function behindFailures(
  rules: readonly TaskRulePlan[],
  factsOf: (task: string) => TaskFacts | undefined,
): ReadonlySet<string> {
  const failed = new Set<string>()
  const waiting = new Map<string, string[]>()
  for (const rule of rules) {
    const { name } = rule.task
    if (factsOf(name) !== undefined) continue
    for (const task of suffersFrom(rule)) {
      const facts = factsOf(task)
      if (facts?.status === 'FAILED') failed.add(name)
      if (facts === undefined) listIn(waiting, task).push(name)
    }
  }
  for (const task of failed) for (const name of waiting.get(task) ?? []) failed.add(name)
  return failed
}

/** The tasks whose failure keeps a rule from being met. */
function suffersFrom({ condition }: TaskRulePlan): readonly string[] {
  switch (condition.type) {
    case 'taskStatus':
      return condition.status === 'FAILED' ? [] : [condition.task]
    case 'allTaskStatuses':
      return condition.members.filter(({ status }) => status !== 'FAILED').map(({ task }) => task)
    case 'taskOutcomes':
      return condition.when === 'noneFailed' ? condition.tasks : []
    default:
      return []
  }
}

/** The status that a condition asks of each of its tasks: it may name very many. */
function askedOf(condition: ConditionOf<'allTaskStatuses'>): ReadonlyMap<string, TaskStatus> {
  const known = asked.get(condition)
  if (known !== undefined) return known
  const statuses = new Map(condition.members.map(({ task, status }) => [task, status]))
  asked.set(condition, statuses)
  return statuses
}

function isAnyOf({ condition }: TaskRulePlan): boolean {
  return condition.type === 'taskOutcomes' && condition.when === 'anyFailed'
}
