import type { PoolUse } from '@aiflow/sdk/client'
import { Button } from '@mantine/core'
import { IconPlus, IconStack2 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../../components/kit/feedback/error-state.tsx'
import { PageHeader } from '../../../components/kit/layout/page-header.tsx'
import { type Column, DataTable } from '../../../components/kit/table/data-table.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { poolsQuery } from '../../../data/queries/administration.ts'
import { namespacesQuery } from '../../../data/queries/namespaces.ts'
import { useNamespace } from '../../../data/use-namespace.ts'
import { useMay } from '../../../data/use-session.ts'
import { PoolDialog, type PoolDraft } from './pool-dialog.tsx'

const COLUMNS: readonly Column<PoolUse>[] = [
  { id: 'namespace', title: 'Namespace', width: 160, isMinor: true, cell: ({ namespace }) => namespace },
  { id: 'name', title: 'Pool', cell: ({ name }) => <strong title={name}>{name}</strong> },
  { id: 'busy', title: 'Slots in use', width: 120, align: 'right', cell: ({ busy, slots }) => `${busy} of ${slots}` },
  { id: 'waiting', title: 'Waiting tasks', width: 130, align: 'right', cell: ({ waiting }) => waiting },
]

/** Lists the pools: slots that tasks of a namespace share. */
export function PoolsPart() {
  const namespace = useNamespace()
  const { data: namespaces } = useQuery(namespacesQuery)
  const names = useMemo(
    () => (namespace === undefined ? (namespaces?.map(({ name }) => name) ?? []) : [namespace]),
    [namespace, namespaces],
  )
  const { data, error } = useQuery({ ...poolsQuery(names), enabled: names.length > 0 })
  const [draft, setDraft] = useState<PoolDraft | null>(null)
  const isAuthor = useMay('author')
  const begin = () => setDraft({ namespace: names[0] ?? '', name: '', slots: 1, isNew: true })
  return (
    <>
      <PageHeader
        title="Pools"
        actions={
          isAuthor ? (
            <Button leftSection={<IconPlus size={14} />} onClick={begin} disabled={names.length === 0}>
              Add pool
            </Button>
          ) : null
        }
      />
      <PoolDialog draft={draft} namespaces={names} onClose={() => setDraft(null)} />
      {data === undefined ? error === null ? <TableSkeleton /> : <ErrorState error={error} /> : null}
      {data === undefined ? null : (
        <DataTable
          label="Pools"
          rows={data}
          columns={COLUMNS}
          keyOf={(pool) => `${pool.namespace}/${pool.name}`}
          {...(isAuthor ? { onOpen: (pool: PoolUse) => setDraft({ ...pool, isNew: false }) } : {})}
          whenEmpty={
            <EmptyState icon={IconStack2} title="No pools">
              A pool limits how many of the tasks that name it run at once.
            </EmptyState>
          }
        />
      )}
    </>
  )
}
