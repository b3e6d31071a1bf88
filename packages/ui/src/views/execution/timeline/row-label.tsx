import { TaskExecutionLink } from '../../../components/execution/execution-links.tsx'
import { ROW_HEIGHT } from './drawing/layout.ts'
import type { TaskRow } from './task-rows.ts'
import classes from './timeline.module.css'

interface RowLabelProps {
  readonly row: TaskRow
  readonly top: number
  /** The id of the workflow execution. */
  readonly execution: number
}

/** The name of a task, which links to its latest execution. */
export function RowLabel({ row: { task, segments }, top, execution }: RowLabelProps) {
  const latest = segments.at(-1)?.sequenceNumber
  return (
    <li className={classes.label} style={{ transform: `translateY(${top}px)`, height: ROW_HEIGHT }}>
      {latest === undefined ? (
        <span title={task}>{task}</span>
      ) : (
        <TaskExecutionLink workflowExecutionId={execution} taskName={task} sequenceNumber={latest}>
          {task}
        </TaskExecutionLink>
      )}
    </li>
  )
}
