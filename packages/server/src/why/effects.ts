import type { EventEffects } from '@aiflow/sdk/internal/api/events'
import type { Change } from '@aiflow/sdk/internal/api/server'
import { fieldsOf } from '../log/event-fields.ts'
import { toChange } from '../log/status-change.ts'
import { laneId } from '../model/lane-id.ts'
import type { ReadStorage } from '../storage/reads/read-storage.ts'
import type { StoredEvent, VerdictRow } from '../storage/rows.ts'
import { parseTaskKey, type TaskExecutionName } from './seen-events.ts'

const MAX_EVENTS = 2000
const MAX_VERDICTS = 1000
/** Maximum number of executions of a task in which to look for a start that had to wait. */
const MAX_LATER = 1000

/** A change of status within a step, with the event that it followed from. */
interface StepChange {
  readonly change: Change
  readonly by: number
}

/**
 * What followed from one event. A step appends its status changes with its event as their cause. The verdicts tell
 * which change followed from which: a change of a task follows from the last event before it whose verdict acted on
 * that task.
 */
export async function effectsOfEvent(storage: ReadStorage, event: StoredEvent): Promise<EventEffects> {
  const { offset } = event
  const root = event.kind === 'status' ? (event.causeOffset ?? offset) : offset
  const caused = await storage.events.causedBy(root, MAX_EVENTS)
  const verdicts = await storage.verdicts.ofEvent({ offset, limit: MAX_VERDICTS })
  const ofStep = await storage.verdicts.ofStep(root, MAX_EVENTS)
  const changes = changesOf(root, caused, ofStep)
  return {
    offset,
    verdicts: verdicts.map(toVerdictOfEvent),
    changes: changes.filter(({ by }) => by === offset).map(({ change }) => change),
    laterStarts: await laterStartsOf(storage, event, verdicts),
    isCut: caused.length === MAX_EVENTS || verdicts.length === MAX_VERDICTS,
  }
}

function changesOf(root: number, caused: readonly StoredEvent[], verdicts: readonly VerdictRow[]): StepChange[] {
  const changes: StepChange[] = []
  for (const event of caused.filter(({ kind }) => kind === 'status')) {
    const change = toChange(event)
    if (change !== null) changes.push({ change, by: causeWithin(root, change, { changes, verdicts }) })
  }
  return changes
}

function causeWithin(
  root: number,
  change: Change,
  { changes, verdicts }: { readonly changes: readonly StepChange[]; readonly verdicts: readonly VerdictRow[] },
): number {
  const fired = verdicts.findLast((verdict) => verdict.eventOffset < change.offset && actsOn(verdict, change))
  if (fired !== undefined) return fired.eventOffset
  const isOfExecution = ({ change: { workflowExecutionId } }: StepChange) =>
    workflowExecutionId === change.workflowExecutionId
  if (change.type === 'workflowExecution') {
    // It ended because the last of its tasks did. A new one was begun by a request or a timer.
    if (change.from === null) return root
    return changes.findLast((one) => one.change.type === 'taskExecution' && isOfExecution(one))?.change.offset ?? root
  }
  const sameTask = changes.findLast(
    (one) => one.change.type === 'taskExecution' && isOfExecution(one) && one.change.taskName === change.taskName,
  )
  if (sameTask !== undefined) return sameTask.by
  const begun = changes.findLast((one) => one.change.type === 'workflowExecution' && isOfExecution(one))
  return begun?.change.offset ?? root
}

function actsOn(verdict: VerdictRow, change: Change): boolean {
  if (verdict.verdict !== 'fired') return false
  if (change.type === 'workflowExecution') {
    return change.from === null && verdict.task === null && verdict.resultId === change.workflowExecutionId
  }
  return verdict.task === change.taskName && verdict.lane === laneId.ofExecution(change.workflowExecutionId)
}

/** The verdict said that the start waits. It is the first later execution whose trigger names the event. */
async function laterStartsOf(
  storage: ReadStorage,
  event: StoredEvent,
  verdicts: readonly VerdictRow[],
): Promise<EventEffects['laterStarts']> {
  const { offset } = event
  const waitsFor = verdicts.flatMap(({ saw }) => parseTaskKey(saw?.waitsFor ?? null) ?? [])
  const found = await Promise.all(
    [...waitsFor, ...requestedBy(event)].map(async ({ workflowExecutionId, taskName, sequenceNumber }) => {
      const name = { workflowExecutionId, task: taskName, sequenceNumber }
      const row = await storage.tasks.findStartedBy(name, offset, MAX_LATER)
      if (row === null) return []
      return [{ workflowExecutionId, taskName, sequenceNumber: row.sequenceNumber, status: row.status }]
    }),
  )
  return found.flat()
}

/** A request by hand has no verdict. Any execution of its task may be the requested one. */
function requestedBy({ key, value, workflowExecutionId }: StoredEvent): TaskExecutionName[] {
  if (key !== 'aiflow/control/taskAction' || workflowExecutionId === null) return []
  const { task } = fieldsOf<{ task: string }>(value)
  return task === undefined ? [] : [{ workflowExecutionId, taskName: task, sequenceNumber: 0 }]
}

function toVerdictOfEvent(row: VerdictRow): EventEffects['verdicts'][number] {
  const { lane, ...verdict } = row
  const [kind, id] = lane.split(':')
  const isRule = kind === 'execution'
  return { ...verdict, workflowExecutionId: isRule ? Number(id) : null, workflowId: isRule ? null : Number(id) }
}
