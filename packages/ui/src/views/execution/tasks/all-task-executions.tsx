import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { IconSubtask } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../../components/kit/feedback/error-state.tsx'
import { DataTable } from '../../../components/kit/table/data-table.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { taskExecutionsQuery } from '../../../data/queries/task-executions.ts'
import type { ExecutionSearch } from '../search.ts'
import { type TaskRow, taskColumns } from './task-columns.tsx'

const NOTHING = <EmptyState icon={IconSubtask} title="No matching task executions" />

interface AllTaskExecutionsProps {
  readonly execution: WorkflowExecutionDetail
  readonly search: ExecutionSearch
}

/** Every execution of its tasks, newest first. */
export function AllTaskExecutions({ execution, search: { task, status } }: AllTaskExecutionsProps) {
  const query = useInfiniteQuery(taskExecutionsQuery(execution.id, task))
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query
  const columns = useMemo(() => taskColumns({ isAll: true }), [])
  const rows = useMemo(() => {
    const latest = new Map(execution.tasks.map((one) => [one.name, one.latest]))
    const all = data?.pages.flatMap(({ items }) => items) ?? []
    return all
      .filter((one) => status === undefined || one.status === status)
      .map(
        (shown): TaskRow => ({
          execution,
          task: shown.taskName,
          shown,
          latest: latest.get(shown.taskName) ?? null,
          pendingStarts: 0,
        }),
      )
  }, [data, execution, status])
  // The status filter may leave a page empty although the next one has matches.
  const isSeeking = rows.length === 0 && hasNextPage && !isFetchingNextPage
  useEffect(() => {
    if (isSeeking) void fetchNextPage()
  }, [isSeeking, fetchNextPage])
  if (data === undefined && error !== null) return <ErrorState error={error} reset={() => void refetch()} />
  if (data === undefined || (rows.length === 0 && hasNextPage)) return <TableSkeleton />
  return (
    <DataTable
      label="Task executions"
      rows={rows}
      columns={columns}
      keyOf={({ shown }) => String(shown?.id)}
      more={hasNextPage ? { isLoading: isFetchingNextPage, load: fetchNextPage } : null}
      whenEmpty={NOTHING}
    />
  )
}
