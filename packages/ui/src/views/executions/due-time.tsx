import type { WorkflowExecutionResource } from '@aiflow/sdk/client'
import { minuteText } from '../../components/kit/text/time-text.ts'

type Scheduled = Pick<NonNullable<WorkflowExecutionResource['schedule']>, 'dueTime' | 'intervalStart' | 'intervalEnd'>

/** The time of a schedule that an execution is for. The tooltip has its data interval. */
export function DueTime({ dueTime, intervalStart, intervalEnd }: Scheduled) {
  const interval = `Data interval: ${minuteText(intervalStart)} – ${minuteText(intervalEnd)}`
  return (
    <time dateTime={new Date(dueTime).toISOString()} title={interval}>
      {minuteText(dueTime)}
    </time>
  )
}
