import { type Artifact, type ArtifactsResponse, artifactsResponseSchema } from '@aiflow/sdk/internal/api/executions'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { TaskIdentity } from '../../log/token-directory.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import type { TaskExecutionSummary } from '../../storage/rows.ts'

/** Null if no execution of the task has left artifacts. */
export function artifactsOf(row: TaskExecutionSummary | null): ArtifactsResponse {
  return artifactsResponseSchema.parse({ sequenceNumber: row?.sequenceNumber ?? null, artifacts: filesOf(row) })
}

/** Throws `ARTIFACT_NOT_FOUND`. */
export function findArtifact(row: TaskExecutionSummary | null, name: string): Artifact {
  const files = filesOf(row)
  const found = files.find((file) => file.name === name)
  if (found !== undefined) return found
  const names = files.map((file) => `"${file.name}"`).join(', ')
  const whose =
    row === null ? 'No execution of the task has succeeded' : `"${row.taskName}/${row.sequenceNumber}" has left`
  const left = row === null ? '' : names === '' ? ' no artifacts' : ` ${names}`
  throw new AIFlowError('ARTIFACT_NOT_FOUND', `There is no artifact "${name}". ${whose}${left}.`, { details: { name } })
}

/**
 * The execution whose artifacts belong to the outputs that the task was started with: the last SUCCESS before its
 * trigger.
 */
export async function upstreamOf(
  storage: Pick<ReadStorage, 'tasks'>,
  self: TaskIdentity,
  task: string,
): Promise<TaskExecutionSummary | null> {
  const { workflowExecutionId, taskName, sequenceNumber } = self
  const name = { workflowExecutionId, task: taskName, sequenceNumber }
  const offsets = await storage.tasks.eventOffsets(name)
  const asOf = Math.max(0, ...offsets) || ((await storage.tasks.summary(name))?.startOffset ?? 0)
  const found = await storage.tasks.findSuccess({ workflowExecutionId, task, asOf })
  // A later success is better than none: the task may have waited for an event from it.
  return found ?? (await storage.tasks.findSuccess({ workflowExecutionId, task, asOf: Number.MAX_SAFE_INTEGER }))
}

/** Artifacts of an earlier attempt do not count. */
function filesOf(row: TaskExecutionSummary | null): readonly Artifact[] {
  const artifacts = row?.artifacts ?? null
  return artifacts !== null && artifacts.attemptId === row?.attemptId ? artifacts.files : []
}
