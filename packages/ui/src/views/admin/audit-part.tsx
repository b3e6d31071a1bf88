import type { AuditEntry } from '@aiflow/sdk/client'
import { TextInput } from '@mantine/core'
import { IconFileSearch, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Choice } from '../../components/choice.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { FilterBar } from '../../components/filter-bar.tsx'
import { Mono } from '../../components/mono.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { TableSkeleton } from '../../components/table-skeleton.tsx'
import { dateText } from '../../components/time-text.ts'
import { useTextFilter } from '../../components/use-text-filter.ts'
import { serverClock } from '../../data/live/clock.ts'
import { type AuditFilter, auditQuery } from '../../data/queries/administration.ts'
import { useNamespace } from '../../data/use-namespace.ts'
import { toneColor } from '../../theme/states.ts'
import type { AuditSearch } from './routes.ts'

const MINUTE_MS = 60_000
const SINCE_MS = { '1h': 60 * MINUTE_MS, '1d': 24 * 60 * MINUTE_MS, '7d': 7 * 24 * 60 * MINUTE_MS }
const TIMES = [
  { value: '1h', label: 'Last hour' },
  { value: '1d', label: 'Last day' },
  { value: '7d', label: 'Last week' },
] as const

const COLUMNS: readonly Column<AuditEntry>[] = [
  { id: 'time', title: 'Time', width: 172, isMinor: true, cell: ({ time }) => dateText(time) },
  {
    id: 'sender',
    title: 'Who',
    width: 150,
    smallWidth: 96,
    cell: ({ sender }) => <span title={sender ?? ''}>{sender ?? '–'}</span>,
  },
  { id: 'action', title: 'Asked for', width: 170, smallWidth: 146, cell: ({ action }) => action },
  { id: 'namespace', title: 'Namespace', width: 110, isMinor: true, cell: ({ namespace }) => namespace },
  { id: 'target', title: 'About', isMinor: true, cell: ({ target }) => <Target target={target} /> },
  { id: 'result', title: 'Result', width: 150, smallWidth: 104, cell: (entry) => <Result entry={entry} /> },
]

/** Every change that was asked for: who, what, when, and what became of it. */
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
  const [sender, setSender] = useTextFilter(search.sender, (value) => onChange({ sender: value }))
  const [action, setAction] = useTextFilter(search.action, (value) => onChange({ action: value }))
  return (
    <FilterBar>
      <TextInput
        aria-label="Who"
        placeholder="Who"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={sender}
        onChange={(event) => setSender(event.currentTarget.value)}
        w={180}
      />
      <TextInput
        aria-label="Asked for"
        placeholder="Asked for"
        value={action}
        onChange={(event) => setAction(event.currentTarget.value)}
        w={160}
      />
      <Choice label="Time" data={TIMES} value={search.since} onChange={(since) => onChange({ since })} />
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
      whenEmpty={
        <EmptyState icon={IconFileSearch} title={isFiltered ? 'No change is like that' : 'Nothing was changed yet'} />
      }
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

function useFilter({ sender, action, since }: AuditSearch): AuditFilter {
  const namespace = useNamespace()
  return useMemo(() => {
    const minute = Math.floor(serverClock.now() / MINUTE_MS) * MINUTE_MS
    return { namespace, sender, action, beginTime: since === undefined ? undefined : String(minute - SINCE_MS[since]) }
  }, [namespace, sender, action, since])
}
