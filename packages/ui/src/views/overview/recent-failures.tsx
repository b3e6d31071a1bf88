import type { FoundTaskExecution } from '@aiflow/sdk/client'
import { IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ExecutionLink, TaskExecutionLink } from '../../components/execution/execution-links.tsx'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { Panel } from '../../components/kit/layout/panel.tsx'
import { TableSkeleton } from '../../components/kit/table/table-skeleton.tsx'
import { TimeAgo } from '../../components/kit/text/time-ago.tsx'
import { failureText } from '../../components/task/outcome-text.ts'
import { foundTasksQuery } from '../../data/queries/task-executions.ts'
import { useNamespace } from '../../data/use-namespace.ts'
import classes from './recent-failures.module.css'

const SHOWN = 6

/** The tasks that failed last, with their messages. */
export function RecentFailures() {
  const namespace = useNamespace()
  const { data, error } = useQuery(foundTasksQuery({ namespace, state: 'failed', limit: SHOWN }))
  const all = (
    <Link to="/executions" search={{ status: 'FAILED' }}>
      All failures
    </Link>
  )
  return (
    <Panel title="Recent failures" aside={all} isFlush>
      {data === undefined && error !== null ? <ErrorState error={error} /> : null}
      {data === undefined && error === null ? <TableSkeleton /> : null}
      {data?.items.length === 0 ? <EmptyState icon={IconCircleCheck} title="No task has failed" /> : null}
      <ul className={classes.list}>
        {data?.items.map((task) => (
          <Failure key={task.id} task={task} />
        ))}
      </ul>
    </Panel>
  )
}

function Failure({ task }: { readonly task: FoundTaskExecution }) {
  const { taskName, workflowName, workflowExecutionId, endTime } = task
  return (
    <li className={classes.failure}>
      <div className={classes.head}>
        <strong className={classes.task}>
          <TaskExecutionLink {...task}>{taskName}</TaskExecutionLink>
        </strong>
        <span className={classes.of}>
          {workflowName} · <ExecutionLink id={workflowExecutionId} />
        </span>
        <span className={classes.time}>{endTime === null ? null : <TimeAgo time={endTime} />}</span>
      </div>
      <div className={classes.reason}>{failureText(task)}</div>
    </li>
  )
}
