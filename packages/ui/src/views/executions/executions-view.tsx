import { IconListDetails } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { PageHeader } from '../../components/kit/layout/page-header.tsx'
import { WholeHeight } from '../../components/kit/layout/whole-height.tsx'
import { labelsIn } from '../../components/workflow/label-search.ts'
import type { ExecutionFilter } from '../../data/queries/executions.ts'
import { useBeginOf } from '../../data/since.ts'
import { ExecutionFilters } from './execution-filters.tsx'
import { ExecutionTable } from './execution-table.tsx'
import type { ExecutionsSearch } from './search.ts'

/** All workflow executions, newest first. */
export function ExecutionsView() {
  const search = useSearch({ from: '/layout/executions' })
  const navigate = useNavigate({ from: '/executions' })
  const change = (filter: Partial<ExecutionsSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...filter }), replace: true })
  const filter = useFilter(search)
  return (
    <WholeHeight>
      <PageHeader title="Executions" />
      <ExecutionFilters search={search} onChange={change} />
      <ExecutionTable filter={filter} whenEmpty={<NoExecutions isFiltered={isFiltered(filter)} />} />
    </WholeHeight>
  )
}

function NoExecutions({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) return <EmptyState icon={IconListDetails} title="No matching executions" />
  return (
    <EmptyState icon={IconListDetails} title="No executions yet">
      Upload a workflow with <code>aiflow workflow upload FILE</code>, and start it with{' '}
      <code>aiflow workflow-execution start NAME</code>.
    </EmptyState>
  )
}

function useFilter({
  namespace,
  workflow,
  status,
  type,
  backfill,
  labels,
  since,
}: ExecutionsSearch & { namespace?: string | undefined }): ExecutionFilter {
  const beginAfter = useBeginOf(since)
  const wanted = labelsIn(labels)
  const filter = { namespace, workflow, status, type, backfill, beginAfter }
  return Object.keys(wanted).length === 0 ? filter : { ...filter, labels: wanted }
}

function isFiltered({ workflow, status, type, backfill, labels, beginAfter }: ExecutionFilter): boolean {
  return [workflow, status, type, backfill, labels, beginAfter].some((value) => value !== undefined)
}
