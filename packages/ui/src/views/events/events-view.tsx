import type { EventFilter } from '@aiflow/sdk/client'
import { IconBolt } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { PageHeader } from '../../components/kit/layout/page-header.tsx'
import { WholeHeight } from '../../components/kit/layout/whole-height.tsx'
import { DataTable } from '../../components/kit/table/data-table.tsx'
import { TableSkeleton } from '../../components/kit/table/table-skeleton.tsx'
import { filterOfKind } from '../../data/event-kinds.ts'
import { useBeginOf } from '../../data/since.ts'
import { eventColumns } from './event-columns.tsx'
import { EventFilters } from './event-filters.tsx'
import { FeedSwitch } from './feed-switch.tsx'
import type { EventsSearch } from './search.ts'
import { SendEventButton } from './send-event.tsx'
import { useEventFeed } from './use-event-feed.ts'

/** The log as it grows: events from outside and from tasks, and changes of status. */
export function EventsView() {
  const search = useSearch({ from: '/layout/events' })
  const navigate = useNavigate({ from: '/events' })
  const filter = useFilter(search)
  const feed = useEventFeed(filter, search.until)
  const change = (changed: Partial<EventsSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...changed }), replace: true })
  const pause = (until: number | undefined) => change({ until })
  return (
    <WholeHeight>
      <PageHeader title="Events" actions={<SendEventButton />} />
      <EventFilters
        search={search}
        onChange={(changed) => change({ until: undefined, ...changed })}
        aside={
          <FeedSwitch filter={filter} until={search.until} newest={feed.events[0]?.offset ?? 0} onChange={pause} />
        }
      />
      <EventTable feed={feed} filter={filter} />
    </WholeHeight>
  )
}

interface EventTableProps {
  readonly feed: ReturnType<typeof useEventFeed>
  readonly filter: EventFilter
}

function EventTable({ feed, filter }: EventTableProps) {
  const navigate = useNavigate({ from: '/events' })
  const { events, isRead, error, retry, olderEnd, hasFailed, isLoadingOlder, loadOlder } = feed
  const columns = useMemo(() => eventColumns({ withNamespace: filter.namespace === undefined }), [filter.namespace])
  if (!isRead && error !== null) return <ErrorState error={error} reset={() => void retry()} />
  if (!isRead) return <TableSkeleton />
  return (
    <DataTable
      label="Events"
      rows={events}
      columns={columns}
      keyOf={({ offset }) => String(offset)}
      onOpen={({ offset }) => void navigate({ to: '/events/$event', params: { event: offset }, search: {} })}
      more={olderEnd === null || hasFailed ? null : { isLoading: isLoadingOlder, load: loadOlder }}
      whenEmpty={<NoEvents filter={filter} />}
    />
  )
}

function NoEvents({ filter }: { readonly filter: EventFilter }) {
  if (filter.key !== undefined || filter.sender !== undefined || filter.principal !== undefined) {
    return (
      <EmptyState icon={IconBolt} title="No matching events">
        Key, sender and principal must match exactly. A principal is <code>token:NAME</code>,{' '}
        <code>task:12/train/1</code> or <code>worker:ID</code>.
      </EmptyState>
    )
  }
  if (isFiltered(filter)) return <EmptyState icon={IconBolt} title="No matching events" />
  return (
    <EmptyState icon={IconBolt} title="No events yet">
      Send an event here, or with <code>aiflow event send KEY VALUE</code>.
    </EmptyState>
  )
}

function useFilter({
  namespace,
  key,
  kind,
  sender,
  principal,
  execution,
  since,
}: EventsSearch & { namespace?: string | undefined }): EventFilter {
  const begin = useBeginOf(since)
  return useMemo(
    () => ({
      namespace,
      key,
      sender,
      principal,
      workflowExecutionId: execution,
      ...filterOfKind(kind),
      beginTime: begin?.toString(),
    }),
    [namespace, key, kind, sender, principal, execution, begin],
  )
}

function isFiltered({ key, kind, all, sender, principal, workflowExecutionId, beginTime }: EventFilter): boolean {
  return [key, kind, all, sender, principal, workflowExecutionId, beginTime].some((value) => value !== undefined)
}
