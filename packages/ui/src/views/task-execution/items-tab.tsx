import type { TaskExecutionResource, TaskItemResource } from '@aiflow/sdk/client'
import { IconList } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { Choice } from '../../components/kit/filter/choice.tsx'
import { FilterBar } from '../../components/kit/filter/filter-bar.tsx'
import { type Column, DataTable } from '../../components/kit/table/data-table.tsx'
import { TableSkeleton } from '../../components/kit/table/table-skeleton.tsx'
import { Duration } from '../../components/kit/text/duration.tsx'
import { Mono } from '../../components/kit/text/mono.tsx'
import { StatusBadge, statusTitle } from '../../components/kit/text/status-badge.tsx'
import { DATE_WIDTH, dateText } from '../../components/kit/text/time-text.ts'
import { itemsText } from '../../components/task/items-text.ts'
import { outcomeText } from '../../components/task/outcome-text.ts'
import { itemsQuery } from '../../data/queries/task-executions.ts'
import { ITEM_STATUSES } from './search.ts'

type Item = TaskItemResource

const STATUSES = ITEM_STATUSES.map((value) => ({ value, label: titleOf(value) }))

const COLUMNS: readonly Column<Item>[] = [
  { id: 'index', title: 'Item', width: 76, align: 'right', cell: ({ index }) => index },
  { id: 'status', title: 'Status', width: 126, cell: ({ status }) => <ItemStatus status={status} /> },
  {
    id: 'attempt',
    title: 'Attempt',
    width: 76,
    align: 'right',
    isMinor: true,
    cell: ({ attemptNumber }) => attemptNumber,
  },
  {
    id: 'began',
    title: 'Started',
    width: DATE_WIDTH,
    isMinor: true,
    cell: ({ beginTime }) => (beginTime === null ? '–' : dateText(beginTime)),
  },
  {
    id: 'duration',
    title: 'Duration',
    width: 96,
    isMinor: true,
    align: 'right',
    cell: ({ beginTime, endTime }) => <Duration from={beginTime} to={endTime} />,
  },
  { id: 'value', title: 'Value', cell: (item) => <Value item={item} /> },
  { id: 'reason', title: 'Reason', isMinor: true, cell: ({ outcome }) => <Reason outcome={outcome} /> },
]

/** The items of a task over a list, in its order. A click shows the log of one. */
export function ItemsTab({ shown }: { readonly shown: TaskExecutionResource }) {
  const { items: status } = useSearch({ from: '/layout/executions/$id/$task/$sequence' })
  const navigate = useNavigate({ from: '/executions/$id/$task/$sequence' })
  const query = useInfiniteQuery(itemsQuery(shown, status))
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data])
  const limit = (items: Item['status'] | undefined) => void navigate({ search: (old) => ({ ...old, items }) })
  const open = ({ index }: Item) => void navigate({ search: (old) => ({ ...old, tab: 'log', item: index }) })
  return (
    <>
      <FilterBar aside={shown.items == null ? undefined : itemsText(shown.items)}>
        <Choice label="Status of items" placeholder="Status" data={STATUSES} value={status} onChange={limit} />
      </FilterBar>
      {data === undefined && error !== null ? <ErrorState error={error} reset={() => void refetch()} /> : null}
      {data === undefined && error === null ? <TableSkeleton /> : null}
      {data === undefined ? null : (
        <DataTable
          label="Items"
          rows={rows}
          columns={COLUMNS}
          keyOf={({ index }) => String(index)}
          onOpen={open}
          more={hasNextPage ? { isLoading: isFetchingNextPage, load: fetchNextPage } : null}
          whenEmpty={<EmptyState icon={IconList} title="No such items" />}
        />
      )}
    </>
  )
}

function titleOf(status: Item['status']): string {
  return status === 'NOT_BEGUN' ? 'Not begun' : statusTitle(status)
}

function ItemStatus({ status }: Pick<Item, 'status'>) {
  return status === 'NOT_BEGUN' ? titleOf(status) : <StatusBadge status={status} />
}

function Value({ item }: { readonly item: Item }) {
  const text = item.item === undefined ? '(large)' : JSON.stringify(item.item)
  return <Mono title={text}>{text}</Mono>
}

function Reason({ outcome }: Pick<Item, 'outcome'>) {
  if (outcome === null || outcome.type === 'success') return '–'
  const text = outcomeText(outcome)
  return <span title={text}>{text.split('\n', 1)[0]}</span>
}
