import type { DeadLetter, DeadLetterFilter } from '@aiflow/sdk/client'
import { IconMailCheck } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { PageHeader } from '../../components/kit/layout/page-header.tsx'
import { WholeHeight } from '../../components/kit/layout/whole-height.tsx'
import { DataTable } from '../../components/kit/table/data-table.tsx'
import { TableSkeleton } from '../../components/kit/table/table-skeleton.tsx'
import { deadLettersQuery } from '../../data/queries/dead-letters.ts'
import { useNamespace } from '../../data/use-namespace.ts'
import { useMay } from '../../data/use-session.ts'
import { letterColumns, type Selection, SelectionContext } from './letter-columns.tsx'
import { LetterFilters } from './letter-filters.tsx'
import { LetterTools } from './letter-tools.tsx'
import type { DeadLettersSearch } from './search.ts'

/** Events that could not be processed. They can be retried or dropped, one by one or together. */
export function DeadLettersView() {
  const search = useSearch({ from: '/layout/dead-letters' })
  const navigate = useNavigate({ from: '/dead-letters' })
  const filter = useFilter(search)
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    deadLettersQuery(filter),
  )
  const letters = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data])
  const selection = useSelection(letters)
  const isOperable = useMay('operator')
  const change = (changed: Partial<DeadLettersSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...changed }), replace: true })
  const tools = isOperable && letters.length > 0 ? <LetterTools filter={filter} chosen={selection.ids} /> : null
  return (
    <WholeHeight>
      <PageHeader title="Dead letters" />
      <LetterFilters search={search} onChange={change} aside={tools} />
      {data === undefined && error !== null ? <ErrorState error={error} reset={() => void refetch()} /> : null}
      {data === undefined && error === null ? <TableSkeleton /> : null}
      {data === undefined ? null : (
        <SelectionContext value={selection}>
          <DataTable
            label="Dead letters"
            rows={letters}
            columns={letterColumns(isOperable)}
            keyOf={({ id }) => String(id)}
            onOpen={({ id }) => void navigate({ to: '/dead-letters/$letter', params: { letter: id } })}
            more={hasNextPage ? { isLoading: isFetchingNextPage, load: fetchNextPage } : null}
            whenEmpty={<NoLetters isFiltered={Object.values(search).some((value) => value !== undefined)} />}
          />
        </SelectionContext>
      )}
    </WholeHeight>
  )
}

function NoLetters({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) return <EmptyState icon={IconMailCheck} title="No matching dead letters" />
  return (
    <EmptyState icon={IconMailCheck} title="Every event was processed">
      An event comes here when a condition fails on it, or when the scheduler cannot process it.
    </EmptyState>
  )
}

function useFilter({ workflow, execution, task, rule }: DeadLettersSearch): DeadLetterFilter {
  const namespace = useNamespace()
  return useMemo(
    () => ({ namespace, workflow, workflowExecutionId: execution, task, rule }),
    [namespace, workflow, execution, task, rule],
  )
}

/** The selected dead letters that still exist. */
function useSelection(letters: readonly DeadLetter[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const toggle = useCallback((id: number) => {
    setChosen((old) => (old.has(id) ? new Set([...old].filter((one) => one !== id)) : new Set([...old, id])))
  }, [])
  const ids = useMemo(() => new Set(letters.map(({ id }) => id).filter((id) => chosen.has(id))), [letters, chosen])
  return useMemo(() => ({ ids, toggle }), [ids, toggle])
}
