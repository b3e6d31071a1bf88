import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { statusTitle } from '../../../components/kit/text/status-badge.tsx'
import { markColor, type Status, toneOf } from '../../../theme/states.ts'
import classes from './status-counts.module.css'

const ORDER: readonly Status[] = [
  'RUNNING',
  'QUEUED',
  'INIT',
  'RETRYING',
  'STOPPING',
  'FAILED',
  'STOPPED',
  'SUCCESS',
] as const

/** How many tasks have which status. */
export function StatusCounts({ tasks }: Pick<WorkflowExecutionDetail, 'tasks'>) {
  const counts = ORDER.flatMap((status) => {
    const count = tasks.filter(({ latest }) => latest?.status === status).length
    return count === 0 ? [] : [{ status, count }]
  })
  const never = tasks.filter(({ latest }) => latest === null).length
  return (
    <span className={classes.counts}>
      {counts.map(({ status, count }) => (
        <span key={status} className={classes.count} title={statusTitle(status)}>
          <i style={{ background: markColor(toneOf(status)) }} aria-hidden />
          {count} <span className={classes.word}>{statusTitle(status).toLowerCase()}</span>
        </span>
      ))}
      {never === 0 ? null : (
        <span className={classes.count} title="Never ran">
          <i className={classes.never} aria-hidden />
          {never} <span className={classes.word}>never ran</span>
        </span>
      )}
    </span>
  )
}
