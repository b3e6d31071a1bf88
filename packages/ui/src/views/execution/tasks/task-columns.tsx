import type { TaskExecutionResource, WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { TaskExecutionLink } from '../../../components/execution/execution-links.tsx'
import type { Column } from '../../../components/kit/table/data-table.tsx'
import { Duration } from '../../../components/kit/text/duration.tsx'
import { StatusBadge } from '../../../components/kit/text/status-badge.tsx'
import { TimeAgo } from '../../../components/kit/text/time-ago.tsx'
import { ItemProgress } from '../../../components/task/item-progress.tsx'
import { TaskMenu } from '../../../components/task/task-menu.tsx'
import { triggerText } from '../../../components/task/trigger-text.ts'

/** A task and the execution of it to show, null if it never ran. */
export interface TaskRow {
  readonly execution: WorkflowExecutionDetail
  readonly task: string
  readonly shown: TaskExecutionResource | null
  readonly latest: TaskExecutionResource | null
  readonly pendingStarts: number
}

type TaskColumn = Column<TaskRow>

const COLUMNS: readonly TaskColumn[] = [
  { id: 'task', title: 'Task', cell: (row) => <TaskName {...row} /> },
  { id: 'sequence', title: '#', width: 56, align: 'right', cell: ({ shown }) => shown?.sequenceNumber ?? '–' },
  { id: 'status', title: 'Status', width: 124, cell: (row) => <TaskState {...row} /> },
  {
    id: 'attempt',
    title: 'Attempt',
    width: 76,
    align: 'right',
    isMinor: true,
    cell: ({ shown }) => (shown?.items == null ? (shown?.attemptNumber ?? '–') : <ItemProgress shown={shown} />),
  },
  {
    id: 'began',
    title: 'Started',
    width: 104,
    isMinor: true,
    cell: ({ shown }) => (shown?.beginTime ? <TimeAgo time={shown.beginTime} /> : '–'),
  },
  {
    id: 'duration',
    title: 'Duration',
    width: 92,
    align: 'right',
    isMinor: true,
    cell: ({ shown }) => <Duration from={shown?.beginTime ?? null} to={shown?.endTime ?? null} />,
  },
  {
    id: 'cause',
    title: 'Started by',
    isMinor: true,
    cell: ({ shown, execution }) => (shown === null ? '–' : triggerText(shown, execution)),
  },
]

const MENU: TaskColumn = {
  id: 'actions',
  title: '',
  width: 52,
  align: 'right',
  cell: ({ execution, task, latest }) => <TaskMenu execution={execution} task={task} latest={latest} />,
}

/** Actions concern a task, so rows of single executions have none. */
export function taskColumns({ isAll }: { readonly isAll: boolean }): readonly TaskColumn[] {
  return isAll ? COLUMNS : [...COLUMNS, MENU]
}

function TaskName({ execution, task, shown }: TaskRow) {
  if (shown === null) return <span title={task}>{task}</span>
  return (
    <TaskExecutionLink workflowExecutionId={execution.id} taskName={task} sequenceNumber={shown.sequenceNumber}>
      {task}
    </TaskExecutionLink>
  )
}

function TaskState({ shown, pendingStarts }: TaskRow) {
  return (
    <>
      {shown === null ? 'Never ran' : <StatusBadge status={shown.status} />}
      {pendingStarts > 0 ? <span title={`${pendingStarts} starts wait for its end`}> +{pendingStarts}</span> : null}
    </>
  )
}
