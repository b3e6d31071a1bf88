import { NonRetryableError, type TaskContext } from '@aiflow/sdk'
import { rootCause } from '../programs/java-failures.ts'
import { numberIn, textIn } from '../rest/fields.ts'
import type { FlinkCluster } from './flink-cluster.ts'
import { type FlinkResult, handleOf, type Snapshot } from './flink-job.ts'
import { noteEnd } from './resume-state.ts'
import { snapshotsAtEnd } from './stop-job.ts'

/** What the end of the job means for the task: its result, or an error. */
export async function endOfJob(
  context: TaskContext,
  cluster: FlinkCluster,
  state: string | null,
): Promise<FlinkResult> {
  const { jobId, newest, restore } = handleOf(context)
  if (state === null) {
    await leave(
      context,
      [newest, restore].filter((snapshot) => snapshot !== null),
    )
    throw new Error(
      `${cluster.address} no longer knows the job ${jobId}: the cluster was restarted, or it forgets ended jobs too soon ("jobstore.expiration-time").`,
    )
  }
  const details = await cluster.detailsOf(jobId)
  const name = textIn(details, 'name') ?? ''
  if (state === 'FINISHED') {
    await noteEnd(context, [])
    return { jobId, name, durationMs: numberIn(details, 'duration') ?? 0 }
  }
  const trace = state === 'FAILED' ? await cluster.exceptionOf(jobId) : null
  await leave(context, await snapshotsAtEnd(context, cluster))
  if (state !== 'FAILED')
    throw new NonRetryableError(`The job "${name}" (${jobId}) is ${state}: somebody has ended it in Flink.`)
  if (trace !== null) context.logger.error(trace)
  throw new Error(`The job "${name}" (${jobId}) failed: ${rootCause(trace ?? '') ?? 'Flink gives no reason.'}`)
}

/** Nothing is left that could be stopped. */
async function leave(context: TaskContext, snapshots: readonly Snapshot[]): Promise<void> {
  await noteEnd(context, snapshots)
  await context.handle.set(null)
}
