import { randomBytes } from 'node:crypto'
import type { TaskContext } from '@aiflow/sdk'
import { wait } from '@aiflow/sdk/internal/time'
import { RefusalError } from '../rest/rest-client.ts'
import { type FlinkCluster, isEnded, snapshotsOf } from './flink-cluster.ts'
import { handleOf, type Snapshot, updateHandle } from './flink-job.ts'
import { noteEnd } from './resume-state.ts'

const LOOK_MS = 250
/** A submission whose process was killed may still be on the way for this long. */
const SETTLE_MS = 15_000
/** What Flink does to a job whose tasks do not run, it does from its newest checkpoint: a savepoint would be no newer. */
const CANCELLED_AT_ONCE: readonly string[] = ['RESTARTING', 'CREATED', 'FAILING']

export interface StopOptions {
  readonly stopWith: 'cancel' | 'savepoint'
  /** Null for that of the cluster. */
  readonly savepointFolder: string | null
}

/**
 * Ends the job of the handle, and returns when it has ended. Throws an error if the savepoint fails: then the job runs on, and the
 * next call takes another one.
 */
export async function stopJob(context: TaskContext, cluster: FlinkCluster, options: StopOptions): Promise<void> {
  const since = performance.now()
  let isAsked = false
  for (;;) {
    const handle = handleOf(context)
    // The start that was in progress was refused, or the end was confirmed.
    if (handle === null) return
    const state = await cluster.stateOf(handle.jobId)
    if (state === null ? handle.isConfirmed || performance.now() - since > SETTLE_MS : isEnded(state))
      return confirmEnd(context, cluster, state !== null)
    if (state !== null && !isAsked) isAsked = await ask(context, cluster, options, state)
    if (state !== null) await checkSavepoint(context, cluster)
    await wait(LOOK_MS)
  }
}

/** Where the job of the handle can be continued: what the cluster says once it shows the end, or else what was seen before. */
export async function snapshotsAtEnd(context: TaskContext, cluster: FlinkCluster): Promise<Snapshot[]> {
  const { jobId, newest, restore } = handleOf(context)
  // What the cluster says about a job may be some seconds old, but not older than what it said before.
  for (;;) {
    const state = await cluster.detailsOf(jobId)
    if (state === null || isEnded(String((state as { state?: unknown }).state))) break
    await wait(LOOK_MS)
  }
  const found = snapshotsOf(await cluster.checkpointsOf(jobId))
  if (found.length > 0) return found
  return [newest, restore].filter((snapshot) => snapshot !== null)
}

async function confirmEnd(context: TaskContext, cluster: FlinkCluster, isKnown: boolean): Promise<void> {
  const { jobId, newest, restore } = handleOf(context)
  const left = [newest, restore].filter((snapshot) => snapshot !== null)
  const snapshots = isKnown ? await snapshotsAtEnd(context, cluster) : left
  await noteEnd(context, snapshots)
  const [first] = snapshots
  context.logger.info(
    `The job ${jobId} has ended. ${first === undefined ? 'The next one begins anew.' : `The ${first.kind} ${first.path} is left.`}`,
  )
}

/** Whether the end does not have to be asked for again. */
async function ask(
  context: TaskContext,
  cluster: FlinkCluster,
  { stopWith, savepointFolder }: StopOptions,
  state: string,
): Promise<boolean> {
  const { jobId, stopTrigger } = handleOf(context)
  if (state === 'CANCELLING') return true
  if (stopWith === 'savepoint' && state === 'INITIALIZING') return false
  if (stopWith === 'cancel' || CANCELLED_AT_ONCE.includes(state)) {
    await cluster.cancel(jobId)
    return true
  }
  const trigger = stopTrigger ?? randomBytes(16).toString('hex')
  if (stopTrigger === null) await updateHandle(context, { stopTrigger: trigger })
  try {
    await cluster.stopWithSavepoint(jobId, trigger, savepointFolder)
  } catch (error) {
    // A job that has just ended takes no savepoint.
    const now = error instanceof RefusalError ? await cluster.stateOf(jobId) : null
    if (now === null || !isEnded(now)) throw error
  }
  return true
}

async function checkSavepoint(context: TaskContext, cluster: FlinkCluster): Promise<void> {
  const { jobId, stopTrigger } = handleOf(context)
  if (stopTrigger === null) return
  const progress = await cluster.savepointOf(jobId, stopTrigger)
  if (progress === null || progress.type !== 'failed') return
  const state = await cluster.stateOf(jobId)
  if (state === null || isEnded(state)) return
  await updateHandle(context, { stopTrigger: null })
  throw new Error(`The savepoint failed, so the job ${jobId} runs on: ${progress.reason}`)
}
