import { zoneText } from '@aiflow/sdk/internal/time'
import { IconTimeline } from '@tabler/icons-react'
import { useMemo } from 'react'
import { TaskExecutionLink } from '../../../components/execution/execution-links.tsx'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { type Column, DataTable } from '../../../components/kit/table/data-table.tsx'
import { Duration } from '../../../components/kit/text/duration.tsx'
import { StatusBadge } from '../../../components/kit/text/status-badge.tsx'
import { clockText, DATE_WIDTH, dateText, dayText } from '../../../components/kit/text/time-text.ts'
import type { Segment, TaskRow } from './task-rows.ts'

interface TimelineTableProps {
  /** The id of the workflow execution. */
  readonly execution: number
  readonly rows: readonly TaskRow[]
}

interface Entry {
  readonly execution: number
  readonly task: string
  readonly segment: Segment
}

const COLUMNS: readonly Column<Entry>[] = [
  {
    id: 'from',
    title: 'From',
    width: DATE_WIDTH,
    smallWidth: 92,
    cell: ({ segment }) => <Moment time={segment.from} />,
  },
  { id: 'task', title: 'Task', cell: (entry) => <TaskOf {...entry} /> },
  {
    id: 'sequence',
    title: '#',
    width: 56,
    align: 'right',
    isMinor: true,
    cell: ({ segment }) => segment.sequenceNumber,
  },
  { id: 'status', title: 'Status', width: 126, cell: ({ segment }) => <StatusBadge status={segment.status} /> },
  {
    id: 'duration',
    title: 'Duration',
    width: 104,
    align: 'right',
    isMinor: true,
    cell: ({ segment: { from, to } }) => <Duration from={from} to={to} />,
  },
  {
    id: 'next',
    title: 'Next status',
    width: 126,
    isMinor: true,
    cell: ({ segment: { next } }) => (next === null ? '–' : <StatusBadge status={next} />),
  },
]

/** On a small screen, the time is enough; the tooltip has the date. */
function Moment({ time }: { readonly time: number }) {
  return (
    <span title={dateText(time)}>
      <span data-minor>{dayText(time)} </span>
      {clockText(time)}
      <span data-minor>{zoneText(time)}</span>
    </span>
  )
}

/** The timeline as a table: the status of each task over time, newest first. */
export function TimelineTable({ execution, rows }: TimelineTableProps) {
  const entries = useMemo(() => {
    const all = rows.flatMap(({ task, segments }) => segments.map((segment) => ({ execution, task, segment })))
    // Within one millisecond, the later status comes first, too.
    return all.reverse().sort((a, b) => b.segment.from - a.segment.from)
  }, [execution, rows])
  return (
    <DataTable
      label="Timeline"
      rows={entries}
      columns={COLUMNS}
      keyOf={({ task, segment }) => `${task}/${segment.sequenceNumber}/${segment.status}/${segment.from}`}
      whenEmpty={<EmptyState icon={IconTimeline} title="No task has run yet" />}
    />
  )
}

function TaskOf({ execution, task, segment: { sequenceNumber } }: Entry) {
  return (
    <TaskExecutionLink workflowExecutionId={execution} taskName={task} sequenceNumber={sequenceNumber}>
      {task}
    </TaskExecutionLink>
  )
}
