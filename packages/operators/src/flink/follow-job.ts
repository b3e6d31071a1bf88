import type { TaskContext } from '@aiflow/sdk'
import { wait } from '@aiflow/sdk/internal/time'
import { Patience } from '../rest/patience.ts'
import { type FlinkCluster, isEnded, snapshotsOf } from './flink-cluster.ts'
import { handleOf, updateHandle } from './flink-job.ts'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 2000
/** How often the handle notes the newest checkpoint. */
const NOTE_MS = 10_000

/** Waits for the end of the job of the handle, and returns its last state: null if the cluster no longer knows it. */
export async function followJob(
  context: TaskContext,
  cluster: FlinkCluster,
  unreachableSeconds: number,
): Promise<string | null> {
  const { signal } = context
  const { jobId } = handleOf(context)
  const patience = new Patience(context, unreachableSeconds)
  let notedAt = performance.now()
  let told = ''
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      const state = await cluster.stateOf(jobId, signal)
      patience.end()
      // From here on the end may be that of a stop.
      signal.throwIfAborted()
      if (state === null || isEnded(state)) return state
      if (state !== told) context.logger.info(`The job ${jobId} is ${state}.`)
      told = state
      if (performance.now() - notedAt >= NOTE_MS) {
        notedAt = performance.now()
        await noteNewest(context, cluster)
      }
      await wait(pauseMs, { signal })
    } catch (error) {
      await patience.bear(error)
    }
  }
}

/** If the cluster is lost, nobody can be asked any more. */
async function noteNewest(context: TaskContext, cluster: FlinkCluster): Promise<void> {
  const { jobId, newest } = handleOf(context)
  const [found] = snapshotsOf(await cluster.checkpointsOf(jobId, context.signal))
  if (found !== undefined && found.path !== newest?.path) await updateHandle(context, { newest: found })
}
