import { IconListDetails } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { EmptyState } from '../../components/empty-state.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { WholeHeight } from '../../components/whole-height.tsx'
import { serverClock } from '../../data/live/clock.ts'
import type { ExecutionFilter } from '../../data/queries/executions.ts'
import { ExecutionFilters } from './execution-filters.tsx'
import { ExecutionTable } from './execution-table.tsx'
import type { ExecutionsSearch } from './route.ts'

const MINUTE_MS = 60_000
const SINCE_MS = { '1h': 60 * MINUTE_MS, '1d': 24 * 60 * MINUTE_MS, '7d': 7 * 24 * 60 * MINUTE_MS }

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
