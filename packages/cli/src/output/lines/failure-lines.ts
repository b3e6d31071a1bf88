import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { oneLine } from '../text/text.ts'

/** Maximum number of failed tasks that are named. */
const MAX_SHOWN = 10

/** Why the latest execution of each failed task failed: `load/1: exit code 3: no such partition`. */
export function failureLines({ tasks }: Pick<WorkflowExecutionDetail, 'tasks'>): readonly string[] {
  const failed = tasks.flatMap(({ latest }) => {
    const message = latest?.status === 'FAILED' ? messageOf(latest.outcome) : null
    return latest === null || message === null ? [] : [`${latest.taskName}/${latest.sequenceNumber}: ${message}`]
  })
  const more = failed.length - MAX_SHOWN
  return more > 0 ? [...failed.slice(0, MAX_SHOWN), `and ${more} more`] : failed
}

function messageOf(outcome: NonNullable<WorkflowExecutionDetail['tasks'][number]['latest']>['outcome']): string | null {
  return outcome?.type === 'failed' || outcome?.type === 'lost' ? oneLine(outcome.message) : null
}
