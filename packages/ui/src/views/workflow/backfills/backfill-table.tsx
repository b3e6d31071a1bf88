import type { BackfillResource } from '@aiflow/sdk/client'
import { IconCalendarRepeat } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { ExecutionStatus } from '../../../components/execution/execution-status.tsx'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { type Column, DataTable } from '../../../components/kit/table/data-table.tsx'
import { Mono } from '../../../components/kit/text/mono.tsx'
import { TimeAgo } from '../../../components/kit/text/time-ago.tsx'
import { useMay } from '../../../data/use-session.ts'
import { BackfillButtons } from './backfill-buttons.tsx'
import { progressText, rangeText } from './progress-text.ts'

const COLUMNS: readonly Column<BackfillResource>[] = [
  { id: 'id', title: 'ID', width: 48, align: 'right', cell: ({ id }) => id },
  {
    id: 'schedule',
    title: 'Schedule',
    isMinor: true,
    cell: ({ schedule, expression }) => (schedule === null ? <Mono title={expression}>{expression}</Mono> : schedule),
  },
  { id: 'range', title: 'Times', isMinor: true, cell: (backfill) => rangeText(backfill) },
  { id: 'progress', title: 'Progress', cell: (backfill) => <Progress backfill={backfill} /> },
  { id: 'began', title: 'Started', width: 96, isMinor: true, cell: ({ createTime }) => <TimeAgo time={createTime} /> },
  { id: 'status', title: 'Status', width: 120, cell: (backfill) => <ExecutionStatus {...backfill} /> },
]

/** Links to its executions. */
function Progress({ backfill }: { readonly backfill: BackfillResource }) {
  const { id } = backfill
  return (
    <Link to="/executions" search={{ backfill: id }} title={`Executions of the backfill ${id}`}>
      {progressText(backfill)}
    </Link>
  )
}

export function BackfillTable({ backfills }: { readonly backfills: readonly BackfillResource[] }) {
  const mayOperate = useMay('operator')
  const columns = useMemo(() => {
    const buttons: Column<BackfillResource> = {
      id: 'do',
      title: '',
      width: 84,
      align: 'right',
      cell: (backfill) => <BackfillButtons backfill={backfill} />,
    }
    return mayOperate ? [...COLUMNS, buttons] : COLUMNS
  }, [mayOperate])
  return (
    <DataTable
      label="Backfills"
      rows={backfills}
      columns={columns}
      keyOf={({ id }) => String(id)}
      isEmbedded
      whenEmpty={
        <EmptyState icon={IconCalendarRepeat} title="No backfills">
          A backfill starts an execution for each past time of a schedule.
        </EmptyState>
      }
    />
  )
}
