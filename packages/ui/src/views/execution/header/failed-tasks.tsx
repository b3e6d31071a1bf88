import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { Fragment } from 'react'
import { TaskExecutionLink } from '../../../components/execution/execution-links.tsx'
import { Notice } from '../../../components/kit/feedback/notice.tsx'
import { failureText } from '../../../components/task/outcome-text.ts'

/** Tasks that the notice names. */
const NAMED = 3

/** Why the tasks of a failed execution failed. */
export function FailedTasks({ execution: { status, tasks } }: { readonly execution: WorkflowExecutionDetail }) {
  const failed = tasks.flatMap(({ latest }) => (latest?.status === 'FAILED' ? [latest] : []))
  if (status !== 'FAILED' || failed.length === 0) return null
  const more = failed.length - NAMED
  return (
    <Notice tone="failed">
      {failed.slice(0, NAMED).map((task, index) => (
        <Fragment key={task.taskName}>
          {index === 0 ? '' : '; '}
          <TaskExecutionLink {...task}>"{task.taskName}"</TaskExecutionLink> failed: {failureText(task)}
        </Fragment>
      ))}
      {more > 0 ? `; and ${more} more` : ''}
    </Notice>
  )
}
