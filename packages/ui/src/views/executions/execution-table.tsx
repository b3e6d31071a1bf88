import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { DataTable } from '../../components/kit/table/data-table.tsx'
import { TableSkeleton } from '../../components/kit/table/table-skeleton.tsx'
import { type ExecutionFilter, executionsQuery } from '../../data/queries/executions.ts'
import { executionColumns } from './execution-columns.tsx'

interface ExecutionTableProps {
  readonly filter: ExecutionFilter
  readonly whenEmpty: ReactNode
}

/** Workflow executions, newest first. A row links to its execution. */
export function ExecutionTable({ filter, whenEmpty }: ExecutionTableProps) {
  const navigate = useNavigate()
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    executionsQuery(filter),
  )
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data])
  const { namespace, workflow } = filter
  const columns = useMemo(() => executionColumns({ namespace, workflow }), [namespace, workflow])
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
      whenEmpty={whenEmpty}
    />
  )
}
