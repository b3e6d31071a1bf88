import type { ServerInfo } from '@aiflow/sdk/client'
import { Notice } from '../../../components/kit/feedback/notice.tsx'
import { dateText } from '../../../components/kit/text/time-text.ts'

type Worker = ServerInfo['workers'][number]

/** Says what to do about workers that do not answer. Empty if all answer. */
export function SilentWorkers({ workers }: { readonly workers: readonly Worker[] }) {
  return workers.map(({ id, hostname, pid, silentSince }) =>
    silentSince === undefined ? null : (
      <Notice key={id} tone="failed">
        Worker {id} does not answer since {dateText(silentSince)}: it is frozen, or its machine is away. A{' '}
        <code>kill -9 {pid}</code> on {hostname} ends it, its tasks go on, and the next worker takes them over.
      </Notice>
    ),
  )
}
