import type { ServerInfo } from '@aiflow/sdk/client'
import { Notice } from '../../../components/kit/feedback/notice.tsx'
import { dateText } from '../../../components/kit/text/time-text.ts'

type Worker = ServerInfo['workers'][number]

/** Says what to do about workers that do not answer. Empty if all answer. */
export function SilentWorkers({ workers }: { readonly workers: readonly Worker[] }) {
  return workers.map(({ id, hostname, pid, silentSince }) =>
    silentSince === undefined ? null : (
      <Notice key={id} tone="failed">
        Worker {id} has not answered since {dateText(silentSince)}: it is frozen, or its machine is away. End it with{' '}
        <code>kill -9 {pid}</code> on {hostname}. Its tasks keep running, and the next worker takes them over.
      </Notice>
    ),
  )
}
