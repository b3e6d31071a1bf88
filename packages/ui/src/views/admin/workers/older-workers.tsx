import type { ServerInfo } from '@aiflow/sdk/client'
import { Notice } from '../../../components/kit/feedback/notice.tsx'

type Worker = ServerInfo['workers'][number]

interface OlderWorkersProps {
  readonly workers: readonly Worker[]
}

/** Says what workers of older versions cannot do. Empty if all workers can do everything. */
export function OlderWorkers({ workers }: OlderWorkersProps) {
  const older = workers.filter(({ lacks = [] }) => lacks.length > 0)
  return [...new Set(older.map(({ version }) => version))].map((version) => (
    <OlderVersion key={version} workers={older.filter((worker) => worker.version === version)} />
  ))
}

/** Workers of one version lack the same features. */
function OlderVersion({ workers }: OlderWorkersProps) {
  const [first] = workers
  if (first?.lacks === undefined) return null
  return (
    <Notice tone="retrying">
      A worker of version {first.version} is older than the server: it {first.lacks.join('; ')}. Workers of this
      version: {workers.map(({ hostname, pid }) => `${hostname} (process ${pid})`).join(', ')}. End such a process with{' '}
      <code>kill</code>: the server starts a new worker, and its tasks keep running.
    </Notice>
  )
}
