import { fieldOf, listIn, numberIn, textIn } from '../rest/fields.ts'
import type { FlinkCluster } from './flink-cluster.ts'

const MAX_VERTICES = 16
/** What has left the sources, what has reached the sinks, and how far sources are behind, by its names in Flink. */
const SUMS: Readonly<Record<string, RegExp>> = {
  recordsRead: /^Source__.*\.numRecordsOut$/,
  recordsWritten: /__Writer\.numRecordsIn$/,
  lagRecords: /\.pendingRecords$/,
}

/** Records, lag and checkpoints of a job, as metrics of its task. */
export async function jobMetrics(cluster: FlinkCluster, jobId: string, signal: AbortSignal): Promise<object> {
  const [details, checkpoints] = await Promise.all([
    cluster.detailsOf(jobId, signal),
    cluster.checkpointsOf(jobId, signal),
  ])
  if (details === null) return {}
  const vertices = listIn(details, 'vertices').slice(0, MAX_VERTICES)
  const all = await Promise.all(
    vertices.map((vertex) => sumsOf(cluster, `${jobId}/vertices/${textIn(vertex, 'id')}`, signal)),
  )
  return { state: textIn(details, 'state'), ...sumOf(all.flat()), ...checkpointMetrics(checkpoints) }
}

/** Those that the operators of a vertex have, over all of its parts. */
async function sumsOf(cluster: FlinkCluster, vertex: string, signal: AbortSignal): Promise<[string, number][]> {
  const path = `${vertex}/subtasks`
  const names = (await cluster.metricsOf(path, [], signal)).map((metric) => textIn(metric, 'id') ?? '')
  const wanted = names.filter((name) => metricOf(name) !== null)
  if (wanted.length === 0) return []
  const values = await cluster.metricsOf(path, wanted, signal)
  return values.map((value) => [metricOf(textIn(value, 'id') ?? '') ?? '', numberIn(value, 'sum') ?? 0])
}

function metricOf(name: string): string | null {
  return Object.entries(SUMS).find(([, pattern]) => pattern.test(name))?.[0] ?? null
}

function sumOf(entries: readonly [string, number][]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const [name, value] of entries) sums[name] = (sums[name] ?? 0) + value
  return sums
}

function checkpointMetrics(checkpoints: unknown): object {
  const newest = fieldOf(checkpoints, 'latest', 'completed')
  const triggered = numberIn(newest, 'trigger_timestamp')
  return {
    checkpointsCompleted: numberIn(checkpoints, 'counts', 'completed') ?? 0,
    checkpointsFailed: numberIn(checkpoints, 'counts', 'failed') ?? 0,
    ...(triggered === null
      ? {}
      : {
          checkpointAgeSeconds: Math.max((Date.now() - triggered) / 1000, 0),
          checkpointBytes: numberIn(newest, 'state_size') ?? 0,
          checkpointMs: numberIn(newest, 'end_to_end_duration') ?? 0,
        }),
  }
}
