import type { ItemCounts } from '@aiflow/sdk/internal/api/executions'
import { isAlive } from '@aiflow/sdk/internal/model'
import { counted } from '@aiflow/sdk/internal/text'
import type { LiveView } from '../log/live-view.ts'
import { type LaneId, laneId } from '../model/lane-id.ts'
import type { ReadStorage } from '../storage/reads/read-storage.ts'
import type { TaskExecutionRow, WorkflowExecutionRow } from '../storage/rows.ts'
import { keyOf } from './seen-events.ts'

export interface Surroundings {
  readonly storage: ReadStorage
  readonly live: Pick<LiveView, 'waitingReason' | 'isFrozen' | 'preparationOf' | 'hearing'>
}

const FROZEN =
  'Its process is frozen (SIGSTOP): it neither continues nor ends by itself. The log of its worker names the process. Continue it with "kill -CONT", or stop the task.'

/** What keeps the rules of an execution from being judged or obeyed, as sentences. */
export async function hindrancesOfExecution(storage: ReadStorage, execution: WorkflowExecutionRow): Promise<string[]> {
  const { id, status, endTime, stopping, paused, failureReason } = execution
  if (endTime !== null) {
    const why = failureReason === null ? '' : ` ${failureReason}`
    return [`Workflow execution ${id} has ended: it is ${status}.${why} Only a start by hand reopens it.`]
  }
  const found: string[] = []
  if (status === 'INIT') found.push(await waitingForItsTurn(storage, execution))
  if (stopping) found.push(stoppingSentence(execution))
  else if (paused) found.push(`Workflow execution ${id} is paused: events wait until it is resumed.`)
  return [...found, ...(await inboxOf(storage, laneId.ofExecution(id)))]
}

/** Events that a lane has not judged yet. */
export async function inboxOf(storage: ReadStorage, lane: LaneId): Promise<string[]> {
  const { count, offsets } = await storage.lanes.inbox(lane, 1)
  if (count === 0) return []
  return [`${counted(count, 'event waits', 'events wait')} to be judged, the oldest with offset ${offsets[0]}.`]
}

/** What the latest execution of the task waits for, or that it is alive. */
export function hindrancesOfTask(
  { live }: Surroundings,
  latest: TaskExecutionRow | null,
  pendingStarts: number,
): string[] {
  if (latest === null || !isAlive(latest.status)) return []
  const found = [aliveSentence(latest)]
  if (latest.attemptId !== null && live.isFrozen(latest.attemptId)) found.push(FROZEN)
  const preparation = latest.attemptId === null ? null : live.preparationOf(latest.attemptId)
  if (preparation !== null) found.push(preparation)
  const reason = live.waitingReason(latest)
  const who = latest.items == null ? 'It waits' : 'Items wait'
  if (reason !== null) found.push(`${who} for a slot: ${reason}.`)
  if (pendingStarts > 0) found.push(`${counted(pendingStarts, 'start waits', 'starts wait')} for its end.`)
  return found
}

/** If it waits for room, the sentence names the limit. */
async function waitingForItsTurn(storage: ReadStorage, execution: WorkflowExecutionRow): Promise<string> {
  const { id, waitsFor, namespace, workflowName } = execution
  const begun = `Workflow execution ${id} has not begun: it waits`
  if (waitsFor !== 'place') return `${begun} for its turn, until those before it have ended.`
  const workflow = await storage.workflows.find(namespace, workflowName)
  const snapshot = workflow === null ? null : await storage.snapshots.find(workflow.snapshotHash)
  const limit = snapshot?.definition.maxActiveExecutions
  const most = limit === undefined ? '' : ` (at most ${limit}, by its maxActiveExecutions)`
  return `${begun} until fewer executions of its workflow are alive${most}.`
}

function stoppingSentence({ id, failureReason, cleanUp }: WorkflowExecutionRow): string {
  const why = failureReason === null ? '' : ` ${failureReason}`
  if (cleanUp?.status === 'waiting') {
    return `Workflow execution ${id} is stopping: only tasks of its clean-up ("onStop") may start.${why}`
  }
  if (cleanUp?.status === 'running' && cleanUp.until !== null) {
    const until = new Date(cleanUp.until).toISOString()
    return `Workflow execution ${id} is cleaning up, until ${until} at the latest: only tasks with "onStop" may start.${why}`
  }
  return `Workflow execution ${id} is stopping: every start is refused.${why}`
}

function aliveSentence(latest: TaskExecutionRow): string {
  const { status, retryTime, childExecutionId } = latest
  const key = `"${keyOf(latest)}"`
  if (status === 'RETRYING' && retryTime !== null) {
    return `${key} is RETRYING: the next attempt is at ${new Date(retryTime).toISOString()}.`
  }
  if (childExecutionId != null && (status === 'STOPPING' || status === 'RUNNING')) {
    return `${key} is ${status}: it waits for the end of the workflow execution ${childExecutionId}.${errorOf(latest)}`
  }
  if (latest.items != null) return itemsSentence(key, latest, latest.items)
  if (status === 'STOPPING') return `${key} is STOPPING${phaseOf(latest)}`
  if (status === 'RUNNING' && latest.attemptId === null) {
    return `${key} waits for an answer: "aiflow approval answer ${latest.workflowExecutionId}/${latest.taskName} CHOICE".`
  }
  if (status === 'INIT') return `${key} is waiting to be assigned to a worker.`
  return `${key} is ${status}: while it is alive, further starts wait or are ignored.`
}

/** Of a task over a list. */
function itemsSentence(key: string, { status }: TaskExecutionRow, items: ItemCounts): string {
  const parts = [
    [items.succeeded, 'succeeded'],
    [items.running, status === 'STOPPING' ? 'are being stopped' : 'run or wait for a slot'],
    [items.retrying, 'wait for their next attempt'],
    [items.failed, 'failed'],
    [items.stopped, 'stopped'],
    [items.notBegun, status === 'STOPPING' ? 'never began' : 'wait until others have ended'],
  ] as const
  const told = parts.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]))
  return `${key} is ${status}. Of its ${counted(items.total, 'item', 'items')}, ${told.join(', ')}.`
}

/** The phase of its stop, and what holds it up. */
function phaseOf({ stopPhase, stopError }: TaskExecutionRow): string {
  if (stopPhase === null) return '.'
  const what =
    stopPhase === 'outside' ? ': its work outside lives until the "stop" of its operator confirms the end' : ''
  return ` (${stopPhase})${what}.${errorOf({ stopError })}`
}

function errorOf({ stopError }: Pick<TaskExecutionRow, 'stopError'>): string {
  return stopError === null ? '' : ` ${stopError}`
}
