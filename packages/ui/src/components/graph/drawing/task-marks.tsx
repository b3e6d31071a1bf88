import type { RetryPolicy, TaskDefinition } from '@aiflow/sdk/internal/wire'
import { type Icon, IconClock, IconHeartbeat, IconHourglass, IconRefreshDot, IconStack2 } from '@tabler/icons-react'
import { counted } from '../../kit/text/count-text.ts'

interface Mark {
  readonly icon: Icon
  readonly text: string
}

/** Small icons for the options that change how a task runs. */
export function TaskMarks({ task }: { readonly task: TaskDefinition }) {
  return marksOf(task).map(({ icon: IconOf, text }) => (
    <IconOf key={text} size={13} role="img" aria-label={text}>
      <title>{text}</title>
    </IconOf>
  ))
}

function marksOf({ retry, periodicExpression, timeoutSeconds, livenessSeconds, pool }: TaskDefinition): Mark[] {
  const marks: Mark[] = []
  if (periodicExpression !== undefined)
    marks.push({ icon: IconClock, text: `starts by its timer ${periodicExpression}` })
  if (retry.retries !== 0) marks.push({ icon: IconRefreshDot, text: retriesText(retry) })
  if (timeoutSeconds !== undefined) marks.push({ icon: IconHourglass, text: `timeout after ${timeoutSeconds} s` })
  if (livenessSeconds !== undefined) {
    marks.push({ icon: IconHeartbeat, text: `must report that it is alive at least every ${livenessSeconds} s` })
  }
  if (pool !== undefined) marks.push({ icon: IconStack2, text: `pool ${pool}` })
  return marks
}

function retriesText({ retries }: RetryPolicy): string {
  return retries === 'unlimited' ? 'unlimited retries' : counted(retries, 'retry', 'retries')
}
