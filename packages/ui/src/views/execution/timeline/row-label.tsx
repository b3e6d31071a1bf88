import { useQuery } from '@tanstack/react-query'
import { TaskExecutionLink } from '../../../components/execution/execution-links.tsx'
import { countText } from '../../../components/kit/text/count-text.ts'
import { ItemProgress } from '../../../components/task/item-progress.tsx'
import { executionQuery } from '../../../data/queries/executions.ts'
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
      <Progress execution={execution} task={task} />
      {failures === 0 ? null : (
        <strong className={classes.failures}>
          {countText(failures)}
          <span> failed</span>
        </strong>
      )}
    </li>
  )
}

/** Of a task over a list, how many items of its latest execution have ended. */
function Progress({ execution, task }: { readonly execution: number; readonly task: string }) {
  const { data } = useQuery(executionQuery(execution))
  const latest = data?.tasks.find(({ name }) => name === task)?.latest
  return latest?.items == null ? null : <ItemProgress shown={latest} />
}
