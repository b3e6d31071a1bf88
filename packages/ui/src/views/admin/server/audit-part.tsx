import type { AuditEntry } from '@aiflow/sdk/client'
import { Switch } from '@mantine/core'
import { IconFileSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../../components/kit/feedback/error-state.tsx'
import { FilterBar } from '../../../components/kit/filter/filter-bar.tsx'
import { SinceFilter } from '../../../components/kit/filter/since-filter.tsx'
import { TextFilter } from '../../../components/kit/filter/text-filter.tsx'
import { PageHeader } from '../../../components/kit/layout/page-header.tsx'
import { type Column, DataTable } from '../../../components/kit/table/data-table.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { Mono } from '../../../components/kit/text/mono.tsx'
import { DATE_WIDTH, dateText } from '../../../components/kit/text/time-text.ts'
import { type AuditFilter, auditQuery } from '../../../data/queries/administration.ts'
import { useBeginOf } from '../../../data/since.ts'
import { useNamespace } from '../../../data/use-namespace.ts'
import { toneColor } from '../../../theme/states.ts'
import type { AuditSearch } from '../search.ts'

const COLUMNS: readonly Column<AuditEntry>[] = [
  { id: 'time', title: 'Time', width: DATE_WIDTH, isMinor: true, cell: ({ time }) => dateText(time) },
  {
    id: 'sender',
    title: 'Who',
    width: 150,
    smallWidth: 96,
    cell: ({ sender }) => <span title={sender ?? ''}>{sender ?? '–'}</span>,
  },
  { id: 'action', title: 'Action', width: 170, smallWidth: 146, cell: ({ action }) => action },
  { id: 'namespace', title: 'Namespace', width: 110, isMinor: true, cell: ({ namespace }) => namespace },
  { id: 'target', title: 'About', isMinor: true, cell: ({ target }) => <Target target={target} /> },
  { id: 'result', title: 'Result', width: 150, smallWidth: 104, cell: (entry) => <Result entry={entry} /> },
]

/** Every requested change: who, what, when, and the result. */
export function AuditPart() {
  const search = useSearch({ from: '/layout/admin/audit' })
  const navigate = useNavigate({ from: '/admin/audit' })
  const change = (changed: Partial<AuditSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...changed }), replace: true })
  return (
    <>
      <PageHeader title="Audit" />
      <AuditFilters search={search} onChange={change} />
      <AuditTable filter={useFilter(search)} />
    </>
  )
}

interface AuditFiltersProps {
  readonly search: AuditSearch
  readonly onChange: (filter: Partial<AuditSearch>) => void
}

function AuditFilters({ search, onChange }: AuditFiltersProps) {
  return (
    <FilterBar>
      <TextFilter label="Who" value={search.sender} onChange={(sender) => onChange({ sender })} width={180} isFirst />
      <TextFilter
        label="By"
        placeholder="Principal (token:ci)"
        value={search.principal}
        onChange={(principal) => onChange({ principal })}
        width={150}
      />
      <TextFilter label="Action" value={search.action} onChange={(action) => onChange({ action })} width={160} />
      <SinceFilter label="Time" value={search.since} onChange={(since) => onChange({ since })} />
      <Switch
        label="Tasks, too"
        checked={search.all === true}
        onChange={(event) => onChange({ all: event.currentTarget.checked || undefined })}
      />
    </FilterBar>
  )
}

function AuditTable({ filter }: { readonly filter: AuditFilter }) {
  const navigate = useNavigate()
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(auditQuery(filter))
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data])
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  if (data === undefined) return error === null ? <TableSkeleton /> : <ErrorState error={error} />
  return (
    <DataTable
      label="Audit"
      rows={rows}
      columns={COLUMNS}
      keyOf={({ offset }) => String(offset)}
      onOpen={({ offset }) => void navigate({ to: '/events/$event', params: { event: offset } })}
      more={hasNextPage ? { isLoading: isFetchingNextPage, load: fetchNextPage } : null}
      whenEmpty={<EmptyState icon={IconFileSearch} title={isFiltered ? 'No matching changes' : 'No changes yet'} />}
    />
  )
}

function Target({ target }: Pick<AuditEntry, 'target'>) {
  const text = Object.entries(target)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
  return text === '' ? '–' : <Mono title={text}>{text}</Mono>
}

function Result({ entry: { result, code, message } }: { readonly entry: AuditEntry }) {
  const tone = result === 'ok' ? 'success' : result === 'refused' ? 'failed' : 'queued'
  return (
    <span title={message ?? result} style={{ color: toneColor(tone) }}>
      {code ?? result}
    </span>
  )
}

function useFilter({ sender, principal, action, since, all }: AuditSearch): AuditFilter {
  const namespace = useNamespace()
  const begin = useBeginOf(since)
  return { namespace, sender, principal, action, all, beginTime: begin?.toString() }
}
