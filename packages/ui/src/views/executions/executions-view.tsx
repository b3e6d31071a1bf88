import { IconListDetails } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { DataTable } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { TableSkeleton } from '../../components/table-skeleton.tsx'
import { WholeHeight } from '../../components/whole-height.tsx'
import { serverClock } from '../../data/live/clock.ts'
import { type ExecutionFilter, executionsQuery } from '../../data/queries/executions.ts'
import { executionColumns } from './execution-columns.tsx'
import { ExecutionFilters } from './execution-filters.tsx'
import type { ExecutionsSearch } from './route.ts'

const MINUTE_MS = 60_000
const SINCE_MS = { '1h': 60 * MINUTE_MS, '1d': 24 * 60 * MINUTE_MS, '7d': 7 * 24 * 60 * MINUTE_MS }

/** All workflow executions, newest first. */
export function ExecutionsView() {
  const search = useSearch({ from: '/layout/executions' })
  const navigate = useNavigate({ from: '/executions' })
  const change = (filter: Partial<ExecutionsSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...filter }), replace: true })
  return (
    <WholeHeight>
      <PageHeader title="Executions" />
      <ExecutionFilters search={search} onChange={change} />
      <ExecutionTable filter={useFilter(search)} />
    </WholeHeight>
  )
}

function ExecutionTable({ filter }: { readonly filter: ExecutionFilter }) {
  const navigate = useNavigate()
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    executionsQuery(filter),
  )
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data])
  const columns = useMemo(() => executionColumns({ withNamespace: filter.namespace === undefined }), [filter.namespace])
  if (error !== null && data === undefined) return <ErrorState error={error} reset={() => void refetch()} />
  if (data === undefined) return <TableSkeleton />
  return (
    <DataTable
      label="Executions"
      rows={rows}
      columns={columns}
      keyOf={({ id }) => String(id)}
      onOpen={({ id }) => void navigate({ to: '/executions/$id', params: { id } })}
      more={hasNextPage ? { isLoading: isFetchingNextPage, load: fetchNextPage } : null}
      whenEmpty={<NoExecutions isFiltered={isFiltered(filter)} />}
    />
  )
}

function NoExecutions({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) return <EmptyState icon={IconListDetails} title="No execution is like that" />
  return (
    <EmptyState icon={IconListDetails} title="Nothing was executed yet">
      Upload a workflow with <code>aiflow workflow upload FILE</code>, and start it with{' '}
      <code>aiflow workflow-execution start NAME</code>.
    </EmptyState>
  )
}

/** The beginning of the time stays where it was when the filter was set, so that the list stays one list. */
function useFilter({
  namespace,
  workflow,
  status,
  type,
  since,
}: ExecutionsSearch & { namespace?: string | undefined }) {
  return useMemo((): ExecutionFilter => {
    const minute = Math.floor(serverClock.now() / MINUTE_MS) * MINUTE_MS
    const beginAfter = since === undefined ? undefined : minute - SINCE_MS[since]
    return { namespace, workflow, status, type, beginAfter }
  }, [namespace, workflow, status, type, since])
}

function isFiltered({ workflow, status, type, beginAfter }: ExecutionFilter): boolean {
  return [workflow, status, type, beginAfter].some((value) => value !== undefined)
}
