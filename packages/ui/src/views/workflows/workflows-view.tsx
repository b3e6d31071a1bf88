import { IconSitemap } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { Choice } from '../../components/kit/filter/choice.tsx'
import { FilterBar } from '../../components/kit/filter/filter-bar.tsx'
import { TextFilter } from '../../components/kit/filter/text-filter.tsx'
import { PageHeader } from '../../components/kit/layout/page-header.tsx'
import { WholeHeight } from '../../components/kit/layout/whole-height.tsx'
import { DataTable } from '../../components/kit/table/data-table.tsx'
import { TableSkeleton } from '../../components/kit/table/table-skeleton.tsx'
import { type WorkflowFilter, workflowsQuery } from '../../data/queries/workflows.ts'
import { useMay } from '../../data/use-session.ts'
import type { WorkflowsSearch } from './search.ts'
import { workflowColumns } from './workflow-columns.tsx'

const STATES = [
  { value: 'enabled', label: 'Enabled' },
  { value: 'disabled', label: 'Disabled' },
] as const

/** All workflows by name, with their recent executions. */
export function WorkflowsView() {
  const { namespace, name, state } = useSearch({ from: '/layout/workflows' })
  const navigate = useNavigate({ from: '/workflows' })
  const change = (filter: Partial<WorkflowsSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...filter }), replace: true })
  const enabled = state === undefined ? undefined : state === 'enabled'
  return (
    <WholeHeight>
      <PageHeader title="Workflows" />
      <Filters search={{ name, state }} onChange={change} />
      <WorkflowTable filter={{ namespace, name, enabled }} />
    </WholeHeight>
  )
}

interface FiltersProps {
  readonly search: WorkflowsSearch
  readonly onChange: (filter: Partial<WorkflowsSearch>) => void
}

function Filters({ search: { name, state }, onChange }: FiltersProps) {
  return (
    <FilterBar>
      <TextFilter label="Name" value={name} onChange={(value) => onChange({ name: value })} width={220} isFirst />
      <Choice label="State" data={STATES} value={state} onChange={(chosen) => onChange({ state: chosen })} />
    </FilterBar>
  )
}

function WorkflowTable({ filter }: { readonly filter: WorkflowFilter }) {
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    ...workflowsQuery(filter),
    placeholderData: keepPreviousData,
  })
  const withActions = useMay('operator')
  const withNamespace = filter.namespace === undefined
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data])
  const columns = useMemo(() => workflowColumns({ withNamespace, withActions }), [withNamespace, withActions])
  if (error !== null && data === undefined) return <ErrorState error={error} reset={() => void refetch()} />
  if (data === undefined) return <TableSkeleton />
  return (
    <DataTable
      label="Workflows"
      rows={rows}
      columns={columns}
      keyOf={({ id }) => String(id)}
      more={hasNextPage ? { isLoading: isFetchingNextPage, load: fetchNextPage } : null}
      whenEmpty={<NoWorkflows isFiltered={filter.name !== undefined || filter.enabled !== undefined} />}
    />
  )
}

function NoWorkflows({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) return <EmptyState icon={IconSitemap} title="No matching workflows" />
  return (
    <EmptyState icon={IconSitemap} title="No workflows yet">
      Upload one with <code>aiflow workflow upload FILE</code>.
    </EmptyState>
  )
}
