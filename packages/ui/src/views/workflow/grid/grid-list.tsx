import { ExecutionLink, TaskExecutionLink } from '../../../components/execution/execution-links.tsx'
import { Scrolled } from '../../../components/kit/layout/scrolled.tsx'
import { StatusBadge, StatusMark, statusTitle } from '../../../components/kit/text/status-badge.tsx'
import { TimeAgo } from '../../../components/kit/text/time-ago.tsx'
import { DueTime } from '../../executions/due-time.tsx'
import classes from './grid-list.module.css'
import type { GridColumn, Latest, TaskGrid } from './task-grid.ts'

/** The number of tasks to list of each execution. */
const SHOWN_TASKS = 12

interface GridListProps {
  readonly grid: TaskGrid
  readonly label: string
}

/** The same as a list: each execution with its tasks, those that failed first. */
export function GridList({ grid, label }: GridListProps) {
  return (
    <Scrolled label={label}>
      <ul className={classes.executions}>
        {grid.columns.map((column) => (
          <ExecutionItem key={column.execution.id} column={column} />
        ))}
      </ul>
    </Scrolled>
  )
}

function ExecutionItem({ column: { execution, tasks } }: { readonly column: GridColumn }) {
  const ran = [...(tasks ?? [])].flatMap(([task, latest]) => (latest === null ? [] : [{ task, latest }]))
  const hasFailed = ({ latest }: Ran) => latest.status === 'FAILED'
  const inOrder = [...ran.filter(hasFailed), ...ran.filter((one) => !hasFailed(one))]
  const left = inOrder.length - SHOWN_TASKS
  return (
    <li className={classes.execution} aria-busy={tasks === undefined}>
      <div className={classes.head}>
        <ExecutionLink id={execution.id} />
        <StatusBadge status={execution.status} />
        <span className={classes.time}>
          <TimeAgo time={execution.beginTime} />
          {execution.schedule === null ? null : (
            <>
              {' · '}
              <span className={classes.due}>
                for <DueTime {...execution.schedule} />
              </span>
            </>
          )}
        </span>
      </div>
      <ul className={classes.tasks}>
        {inOrder.slice(0, SHOWN_TASKS).map(({ task, latest }) => (
          <li key={task} className={classes.task}>
            <StatusMark status={latest.status} label={statusTitle(latest.status)} />
            <TaskExecutionLink
              workflowExecutionId={execution.id}
              taskName={task}
              sequenceNumber={latest.sequenceNumber}
            >
              {task}
            </TaskExecutionLink>
          </li>
        ))}
        {left > 0 ? <li className={classes.time}>and {left} more</li> : null}
        {tasks !== undefined && ran.length === 0 ? <li className={classes.time}>no task has run</li> : null}
      </ul>
    </li>
  )
}

interface Ran {
  readonly task: string
  readonly latest: NonNullable<Latest>
}
