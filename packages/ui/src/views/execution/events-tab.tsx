import type { Event } from '@aiflow/sdk'
import { Select, TextInput } from '@mantine/core'
import { IconBolt, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { EventKey } from '../../components/event-key.tsx'
import { EventKind } from '../../components/event-kind.tsx'
import { EventValue } from '../../components/event-value.tsx'
import { FilterBar } from '../../components/filter-bar.tsx'
import { TableSkeleton } from '../../components/table-skeleton.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useTextFilter } from '../../components/use-text-filter.ts'
import { executionEventsQuery } from '../../data/queries/execution-events.ts'
import type { ExecutionSearch } from './route.ts'

const KINDS = [
  { value: 'user', label: 'Sent' },
  { value: 'status', label: 'Status' },
  { value: 'any', label: 'Everything' },
] as const

const COLUMNS: readonly Column<Event>[] = [
  { id: 'offset', title: 'Offset', width: 84, align: 'right', cell: ({ offset }) => offset },
  { id: 'time', title: 'Time', width: 104, isMinor: true, cell: ({ createTime }) => <TimeAgo time={createTime} /> },
  { id: 'kind', title: 'Kind', width: 100, isMinor: true, cell: ({ kind }) => <EventKind kind={kind} /> },
  { id: 'key', title: 'Key', cell: ({ key }) => <EventKey eventKey={key} /> },
  { id: 'value', title: 'Value', cell: (event) => <EventValue event={event} /> },
  { id: 'sender', title: 'Sender', isMinor: true, cell: ({ sender }) => sender ?? '–' },
]

interface EventsTabProps {
  readonly id: number
  readonly search: ExecutionSearch
  readonly onChange: (part: Partial<ExecutionSearch>) => void
}

/** The events of this execution alone, newest first. */
export function EventsTab({ id, search, onChange }: EventsTabProps) {
  const [key, setKey] = useTextFilter(search.key, (value) => onChange({ key: value }))
  return (
    <>
      <FilterBar>
        <TextInput
          aria-label="Key"
          placeholder="Key"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          w={220}
        />
        <Select
          aria-label="Kind"
          placeholder="Sent, and status"
          clearable
          data={[...KINDS]}
          value={search.kind ?? null}
          onChange={(chosen) => onChange({ kind: KINDS.find(({ value }) => value === chosen)?.value })}
          w={160}
        />
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
        <EmptyState icon={IconBolt} title="No event is like that">
          Events that are for the whole namespace are not among those of one execution.
        </EmptyState>
      }
    />
  )
}
