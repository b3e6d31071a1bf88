import { TaskExecutionLink } from '../../../components/execution/execution-links.tsx'
import { countText } from '../../../components/kit/text/count-text.ts'
import { failuresOf, type TaskRow } from './task-rows.ts'
import classes from './timeline.module.css'

interface RowLabelProps {
  readonly row: TaskRow
  readonly top: number
  readonly height: number
  /** The id of the workflow execution. */
  readonly execution: number
}

/** The name of a task, which links to its latest execution, and how many of its attempts failed. */
export function RowLabel({ row, top, height, execution }: RowLabelProps) {
  const { task, segments } = row
  const failures = failuresOf(row)
  const latest = segments.at(-1)?.sequenceNumber
  return (
    <li className={classes.label} style={{ transform: `translateY(${top}px)`, height }}>
      {latest === undefined ? (
        <span title={task}>{task}</span>
      ) : (
        <TaskExecutionLink workflowExecutionId={execution} taskName={task} sequenceNumber={latest}>
          {task}
        </TaskExecutionLink>
      )}
      {failures === 0 ? null : (
        <strong className={classes.failures}>
          {countText(failures)}
          <span> failed</span>
        </strong>
      )}
    </li>
  )
}
