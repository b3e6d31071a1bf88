import type { Event } from '@aiflow/sdk'
import { senderText } from '@aiflow/sdk/client'
import { IconBolt } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { KeyFilter, KindFilter } from '../../../components/event/event-filters.tsx'
import { EventKey } from '../../../components/event/event-key.tsx'
import { EventKind } from '../../../components/event/event-kind.tsx'
import { EventValue } from '../../../components/event/event-value.tsx'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../../components/kit/feedback/error-state.tsx'
import { FilterBar } from '../../../components/kit/filter/filter-bar.tsx'
import { type Column, DataTable } from '../../../components/kit/table/data-table.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { TimeAgo } from '../../../components/kit/text/time-ago.tsx'
import { executionEventsQuery } from '../../../data/queries/execution-events.ts'
import type { ExecutionSearch } from '../search.ts'

const COLUMNS: readonly Column<Event>[] = [
  { id: 'offset', title: 'Offset', width: 84, align: 'right', cell: ({ offset }) => offset },
  { id: 'time', title: 'Time', width: 104, isMinor: true, cell: ({ createTime }) => <TimeAgo time={createTime} /> },
  { id: 'kind', title: 'Kind', width: 100, isMinor: true, cell: ({ kind }) => <EventKind kind={kind} /> },
  { id: 'key', title: 'Key', cell: ({ key }) => <EventKey eventKey={key} /> },
  { id: 'value', title: 'Value', cell: (event) => <EventValue event={event} /> },
  { id: 'sender', title: 'Sender', isMinor: true, cell: (event) => senderText(event) ?? '–' },
]

interface EventsTabProps {
  readonly id: number
  readonly search: ExecutionSearch
  readonly onChange: (part: Partial<ExecutionSearch>) => void
}

/** Only the events of this execution, newest first. */
export function EventsTab({ id, search, onChange }: EventsTabProps) {
  return (
    <>
      <FilterBar>
        <KeyFilter value={search.key} onChange={(key) => onChange({ key })} />
        <KindFilter value={search.kind} onChange={(kind) => onChange({ kind })} />
      </FilterBar>
      <EventTable id={id} kind={search.kind} eventKey={search.key} />
    </>
  )
}

interface EventTableProps {
  readonly id: number
  readonly kind: ExecutionSearch['kind']
  readonly eventKey: string | undefined
}

function EventTable({ id, kind, eventKey }: EventTableProps) {
  const query = useInfiniteQuery(executionEventsQuery({ id, kind, key: eventKey }))
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query
  const navigate = useNavigate()
  const open = ({ offset }: Event) => void navigate({ to: '/events/$event', params: { event: offset } })
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data])
  if (data === undefined && error !== null) return <ErrorState error={error} reset={() => void refetch()} />
  if (data === undefined) return <TableSkeleton />
  return (
    <DataTable
      label="Events"
      rows={rows}
      columns={COLUMNS}
      keyOf={({ offset }) => String(offset)}
      onOpen={open}
      more={hasNextPage ? { isLoading: isFetchingNextPage, load: fetchNextPage } : null}
      whenEmpty={
        <EmptyState icon={IconBolt} title="No matching events">
          {eventKey === undefined ? '' : 'Keys must match exactly. '}
          Events that are for the whole namespace are not among those of one execution.
        </EmptyState>
      }
    />
  )
}
