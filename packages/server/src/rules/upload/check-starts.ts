import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { TaskDefinition, WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import { upstreamsOf } from '../conditions/kinds.ts'
import { startsByRule } from '../plan.ts'
import { addFollowing, isAnyOf, isStart } from '../start-rules.ts'

/** Of a circle, in a message. */
const MAX_NAMED = 20

/**
 * Throws `INVALID_WORKFLOW` where a workflow has nothing to start, or where tasks wait for each other in a circle and nothing
 * else starts any of them. Events, timers and the beginning of an execution start tasks; that somebody may start one by hand
 * does not count.
 */
export function checkStarts({ name, tasks }: WorkflowDefinition): void {
  if (tasks.length === 0) throw refusal(name, `The workflow "${name}" has no tasks. Define at least one.`)
  if (tasks.every(({ onStop }) => onStop)) {
    const message = `Every task of the workflow "${name}" has "onStop", and so starts only when an execution is stopped. Define at least one task without it.`
    throw refusal(name, message)
  }
  const thatStart = tasksThatStart(tasks)
  const stuck = tasks.find((task) => !thatStart.has(task.name))
  if (stuck === undefined) return
  const circle = circleFrom(stuck, tasks, thatStart)
  const named = circle.slice(0, MAX_NAMED).map((task) => `"${task}"`)
  const more = circle.length > MAX_NAMED ? ` → … (${circle.length} tasks)` : ''
  const message =
    `In the workflow "${name}", tasks wait for each other in a circle, so none of them can ever start: ` +
    `${[...named, ...(more === '' ? named.slice(0, 1) : [])].join(' → ')}${more}. An arrow says "waits for". ` +
    'Remove one of these rules, or give one of these tasks another rule that starts it, such as one on an event.'
  throw refusal(name, message, { circle })
}

/** The tasks that something starts, directly or through others. */
function tasksThatStart(tasks: readonly TaskDefinition[]): ReadonlySet<string> {
  const startAnyway = tasks.filter((task) => task.periodicExpression !== undefined || !startsByRule(task))
  const thatStart = new Set(startAnyway.map(({ name }) => name))
  const rules = tasks.flatMap(({ name: task, rules: ofTask }) =>
    ofTask
      .filter(isStart)
      .map(({ condition }) => ({ task, missing: upstreamsOf(condition), isAnyOf: isAnyOf(condition) })),
  )
  addFollowing(thatStart, rules)
  return thatStart
}

/** Goes from a task that nothing starts to one that it waits for and that nothing starts either, until one comes again. */
function circleFrom(from: TaskDefinition, tasks: readonly TaskDefinition[], thatStart: ReadonlySet<string>): string[] {
  const waitsFor = new Map<string, string>()
  for (const { name, rules } of tasks) {
    const upstreams = rules.filter(isStart).flatMap(({ condition }) => upstreamsOf(condition))
    for (const upstream of upstreams) if (!thatStart.has(upstream)) waitsFor.set(name, upstream)
  }
  const path = new Set<string>()
  let name: string | undefined = from.name
  while (name !== undefined && !path.has(name)) {
    path.add(name)
    name = waitsFor.get(name)
  }
  const names = [...path]
  return names.slice(names.indexOf(String(name)))
}

function refusal(workflow: string, message: string, details: Record<string, unknown> = {}): AIFlowError {
  return new AIFlowError('INVALID_WORKFLOW', message, { details: { workflow, ...details } })
}
