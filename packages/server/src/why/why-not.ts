import type { WhyNot, WhyNotTrigger } from '@aiflow/sdk/internal/api/events'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { counted } from '@aiflow/sdk/internal/text'
import type { TaskDefinition } from '@aiflow/sdk/internal/wire'
import { laneId } from '../model/lane-id.ts'
import { parseKeptEvent } from '../model/state-names.ts'
import { timerId } from '../model/timer-ids.ts'
import type { TriggerRow, WorkflowExecutionRow } from '../storage/rows.ts'
import { failedItemsOf } from './failed-items.ts'
import { hindrancesOfExecution, hindrancesOfTask, inboxOf, type Surroundings } from './hindrances.ts'
import { unreachedEvent } from './unreached-events.ts'
import { laneFactsOf, waitingOf } from './waiting.ts'

/** Maximum number of tasks that the error names. */
const NAMED_TASKS = 20

/** Why a task of an execution does not run: what holds it up, and what each of its rules waits for. */
export async function whyNot(
  surroundings: Surroundings,
  execution: WorkflowExecutionRow,
  name: string,
): Promise<WhyNot> {
  const { storage } = surroundings
  const { id } = execution
  const task = await taskOf(surroundings, execution, name)
  const { items } = await storage.tasks.list({ workflowExecutionId: id, task: name }, { limit: 1 })
  const latest = items[0] ?? null
  const pendingStarts = (await storage.tasks.countPendingStarts(id)).get(name) ?? 0
  const facts = await laneFactsOf(
    storage,
    { lane: laneId.ofExecution(id), execution },
    { workflowExecutionId: id, task: name },
  )
  const rules = task.rules.map(({ name: rule, action, condition }) =>
    waitingOf(facts, { task: name, name: rule, action, condition }),
  )
  return {
    workflowExecutionId: id,
    task: name,
    status: latest?.status ?? null,
    sequenceNumber: latest?.sequenceNumber ?? null,
    hindrances: [
      ...(await hindrancesOfExecution(storage, execution)),
      ...hindrancesOfTask(surroundings, latest, pendingStarts),
      ...(await failedItemsOf(storage, latest)),
    ],
    starts: startsOf(task),
    nextTime: (await storage.timers.find(timerId.periodic(id, name)))?.dueTime ?? null,
    rules: await Promise.all(rules),
  }
}

/** Why a trigger starts no execution of its workflow. */
export async function whyNotTrigger({ storage }: Surroundings, trigger: TriggerRow): Promise<WhyNotTrigger> {
  const { namespace, workflowName: workflow, workflowId, name, condition, fanIn, id } = trigger
  const found = await storage.workflows.find(namespace, workflow)
  const facts = await laneFactsOf(
    storage,
    { lane: laneId.ofWorkflow(workflowId), execution: null },
    { namespace, workflow, rule: name },
  )
  const kept = [...facts.states.keys()].filter((state) => parseKeptEvent(state) === id).length
  const hindrances = await inboxOf(storage, facts.lane)
  if (trigger.paused)
    hindrances.unshift(`The trigger "${name}" is paused. Resume it with "aiflow workflow-trigger resume".`)
  if (found?.enabled === false) {
    hindrances.unshift(`The workflow "${workflow}" is disabled. Enable it with "aiflow workflow enable ${workflow}".`)
  }
  const unreached = await unreachedEvent(storage, trigger)
  if (unreached !== null) hindrances.push(unreached)
  if (kept > 0) hindrances.push(keptSentence(kept, fanIn.type === 'batch' ? fanIn.size : undefined))
  const rule = await waitingOf(facts, { task: null, name, action: null, condition })
  return { namespace, workflow, trigger: name, hindrances, rule }
}

function startsOf(task: TaskDefinition): string[] {
  if (task.periodicExpression !== undefined) {
    return [
      `Its timer starts it: ${task.periodicExpression}${task.timezone === undefined ? '' : ` (${task.timezone})`}.`,
    ]
  }
  if (task.rules.some(({ action }) => action === 'START')) return []
  if (task.onStop) return ['It starts when its workflow execution is stopped, once all other tasks have ended.']
  return ['It starts with its workflow execution.']
}

function keptSentence(kept: number, size: number | undefined): string {
  if (size === undefined) return `${counted(kept, 'event is', 'events are')} kept for the next execution.`
  return `${kept} of ${counted(size, 'event')} ${kept === 1 ? 'is' : 'are'} gathered for the next execution.`
}

/** Throws `TASK_NOT_FOUND`. */
async function taskOf(
  { storage }: Surroundings,
  execution: WorkflowExecutionRow,
  name: string,
): Promise<TaskDefinition> {
  const snapshot = await storage.snapshots.find(execution.snapshotHash)
  const tasks = snapshot?.definition.tasks ?? []
  const task = tasks.find((definition) => definition.name === name)
  if (task !== undefined) return task
  const names = tasks.slice(0, NAMED_TASKS).map((definition) => `"${definition.name}"`)
  const more = tasks.length > NAMED_TASKS ? `, and ${tasks.length - NAMED_TASKS} more` : ''
  const message = `Workflow execution ${execution.id} has no task "${name}". Its tasks are ${names.join(', ')}${more}.`
  throw new AIFlowError('TASK_NOT_FOUND', message, { details: { workflowExecutionId: execution.id, task: name } })
}
