import { taskStatusKey } from '@aiflow/sdk/internal/model'
import { toChange } from '../log/status-change.ts'
import { laneId } from '../model/lane-id.ts'
import type { ReadStorage } from '../storage/reads/read-storage.ts'
import type { StoredEvent, TaskExecutionRow, VerdictRow, WorkflowExecutionRow } from '../storage/rows.ts'
import { offsetBefore } from './seen-events.ts'

const MAX_CHANGES = 20
const MAX_VERDICTS = 2000

/** What stopped a task execution: an event, and the rule of the task that acted on it, if there was one. */
export interface StopCause {
  readonly event: StoredEvent
  readonly rule: VerdictRow | null
}

/** Null if it ended on its own, or if history no longer holds the cause. */
export async function stopCauseOf(
  storage: ReadStorage,
  stopped: StoredEvent,
  { row, execution }: { readonly row: TaskExecutionRow; readonly execution: WorkflowExecutionRow },
): Promise<StopCause | null> {
  const begun = await beginningOfStop(storage, stopped, execution)
  // A forced stop counts as the work of the person who forced it.
  const forced = await causeOf(storage, stopped)
  if (forced?.key === 'aiflow/control/forceStop') return { event: forced, rule: null }
  const cause = begun === stopped ? forced : await causeOf(storage, begun)
  if (cause === null) return null
  const verdicts = await storage.verdicts.ofStep(cause.offset, MAX_VERDICTS)
  const rule = verdicts.findLast((verdict) => verdict.eventOffset < begun.offset && stops(verdict, row)) ?? null
  const event = rule === null ? cause : await storage.events.find(rule.eventOffset)
  // A report only tells of an end, and never requests one.
  return event === null || event.kind === 'report' ? null : { event, rule }
}

/** The change to STOPPING, or to STOPPED if it was stopped at once. */
async function beginningOfStop(
  storage: ReadStorage,
  stopped: StoredEvent,
  { id, namespace, workflowName }: WorkflowExecutionRow,
): Promise<StoredEvent> {
  const change = toChange(stopped)
  if (change?.type !== 'taskExecution' || change.from !== 'STOPPING') return stopped
  const changes = await storage.events.offered({
    namespace,
    keys: [taskStatusKey(workflowName, change.taskName)],
    workflowExecutionId: id,
    afterOffset: await offsetBefore(storage, id),
    endOffset: stopped.offset - 1,
    limit: MAX_CHANGES,
  })
  return changes.find(({ kind, value }) => kind === 'status' && value === 'STOPPING') ?? stopped
}

async function causeOf(storage: ReadStorage, { causeOffset }: StoredEvent): Promise<StoredEvent | null> {
  return causeOffset === null ? null : storage.events.find(causeOffset)
}

function stops({ lane, task, verdict, action }: VerdictRow, { taskName, workflowExecutionId }: TaskExecutionRow) {
  const isOwn = task === taskName && lane === laneId.ofExecution(workflowExecutionId)
  return isOwn && verdict === 'fired' && (action === 'STOP' || action === 'RESTART')
}
