import { type Json, NonRetryableError, type TaskContext, type ValueState, ValueStateDescriptor } from '@aiflow/sdk'
import { type FlinkCluster, isEnded } from './flink-cluster.ts'
import type { FlinkHandle, Snapshot } from './flink-job.ts'

/** What the executions of a task leave to the next one, in the state of their workflow execution. */
interface ResumeState {
  /** The job that was begun last, until its end is confirmed. */
  readonly living: { readonly cluster: string; readonly jobId: string } | null
  /** Where it can be continued, the newest first. */
  readonly snapshots: readonly Snapshot[]
}

const NOTHING: ResumeState = { living: null, snapshots: [] }

/** Where the next job of the task begins. */
export function resumeAt(context: TaskContext, resume: 'latest' | 'savepoint' | 'never'): Snapshot | null {
  if (resume === 'never') return null
  const { snapshots } = stateOf(context).value() ?? NOTHING
  return snapshots.find(({ kind }) => resume === 'latest' || kind === 'savepoint') ?? null
}

/** Notes the job of the handle before it is submitted. */
export async function noteLiving(context: TaskContext, { cluster, jobId }: FlinkHandle): Promise<void> {
  const { snapshots } = stateOf(context).value() ?? NOTHING
  await update(context, { living: { cluster, jobId }, snapshots })
}

/** Notes that no job is left, and where the last one can be continued. */
export async function noteEnd(context: TaskContext, snapshots: readonly Snapshot[]): Promise<void> {
  await update(context, { living: null, snapshots: snapshots.slice(0, 2) })
}

/** A stop that was forced has left the job of an earlier execution, and two would write to the same places. */
export async function refuseSecondJob(
  context: TaskContext,
  clusterAt: (address: string) => Promise<FlinkCluster>,
): Promise<void> {
  const { living } = stateOf(context).value() ?? NOTHING
  if (living === null) return
  const cluster = await clusterAt(living.cluster)
  const state = await cluster.stateOf(living.jobId, context.signal)
  if (state === null || isEnded(state)) return
  throw new NonRetryableError(
    `The job ${living.jobId} of an earlier execution of this task is still ${state} at ${living.cluster}, since its stop was forced. Stop or cancel it in Flink, then start the task again.`,
  )
}

function stateOf(context: TaskContext): ValueState<ResumeState> {
  return context.getState(new ValueStateDescriptor<ResumeState>(`flink.${context.task.name}`))
}

async function update(context: TaskContext, state: ResumeState): Promise<void> {
  await stateOf(context).update(state as unknown as ResumeState & Json)
}
