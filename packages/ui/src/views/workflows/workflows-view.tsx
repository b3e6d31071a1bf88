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
import { FilterChip } from '../../components/workflow/label-chips.tsx'
import { type Labels, labelsIn, labelsText } from '../../components/workflow/label-search.ts'
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
  const { namespace, name, state, owner, labels } = useSearch({ from: '/layout/workflows' })
  const navigate = useNavigate({ from: '/workflows' })
  const change = (filter: Partial<WorkflowsSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...filter }), replace: true })
  const enabled = state === undefined ? undefined : state === 'enabled'
  const chosen = useMemo(() => labelsIn(labels), [labels])
  return (
    <WholeHeight>
      <PageHeader title="Workflows" />
      <Filters search={{ name, state, owner, labels }} onChange={change} />
      <WorkflowTable filter={{ namespace, name, enabled, owner, labels: chosen }} />
    </WholeHeight>
  )
}

interface FiltersProps {
  readonly search: WorkflowsSearch
  readonly onChange: (filter: Partial<WorkflowsSearch>) => void
}

function Filters({ search: { name, state, owner, labels }, onChange }: FiltersProps) {
  const chosen = labelsIn(labels)
  return (
    <FilterBar>
      <TextFilter label="Name" value={name} onChange={(value) => onChange({ name: value })} width={220} isFirst />
      <Choice label="State" data={STATES} value={state} onChange={(value) => onChange({ state: value })} />
      {owner === undefined ? null : (
        <FilterChip text={`Owner: ${owner}`} onRemove={() => onChange({ owner: undefined })} />
      )}
      {Object.entries(chosen).map(([name, value]) => (
        <FilterChip
          key={name}
          text={`${name}=${value}`}
          onRemove={() => onChange({ labels: labelsText(without(chosen, name)) })}
        />
      ))}
    </FilterBar>
  )
}

function without(labels: Labels, removed: string): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => name !== removed))
}

function WorkflowTable({ filter }: { readonly filter: WorkflowFilter }) {
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    ...workflowsQuery(filter),
    placeholderData: keepPreviousData,
  })
  const withActions = useMay('operator')
  const withNamespace = filter.namespace === undefined
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data])
  const withLabels = rows.some(({ labels }) => Object.keys(labels).length > 0)
  const withOwner = rows.some(({ owner }) => owner !== null)
  const { labels: chosen } = filter
  const columns = useMemo(
    () => workflowColumns({ withNamespace, withActions, withOwner, labels: withLabels ? (chosen ?? {}) : null }),
    [withNamespace, withActions, withOwner, withLabels, chosen],
  )
  if (error !== null && data === undefined) return <ErrorState error={error} reset={() => void refetch()} />
  if (data === undefined) return <TableSkeleton />
  return (
    <DataTable
      label="Workflows"
      rows={rows}
      columns={columns}
      keyOf={({ id }) => String(id)}
      more={hasNextPage ? { isLoading: isFetchingNextPage, load: fetchNextPage } : null}
      whenEmpty={<NoWorkflows isFiltered={isFiltered(filter)} />}
    />
  )
}

function isFiltered({ name, enabled, owner, labels = {} }: WorkflowFilter): boolean {
  return [name, enabled, owner, labelsText(labels)].some((part) => part !== undefined)
}

function NoWorkflows({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) return <EmptyState icon={IconSitemap} title="No matching workflows" />
  return (
    <EmptyState icon={IconSitemap} title="No workflows yet">
      Upload one with <code>aiflow workflow upload FILE</code>.
    </EmptyState>
  )
}
