import type { ListedConnection } from '@aiflow/sdk/client'
import { CONNECTION_TYPES } from '@aiflow/sdk/internal/connections'
import { Button } from '@mantine/core'
import { IconPlug, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../../components/kit/feedback/error-state.tsx'
import { PageHeader } from '../../../components/kit/layout/page-header.tsx'
import { type Column, DataTable } from '../../../components/kit/table/data-table.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { TimeAgo } from '../../../components/kit/text/time-ago.tsx'
import { connectionsQuery } from '../../../data/queries/administration.ts'
import { namespacesQuery } from '../../../data/queries/namespaces.ts'
import { useNamespace } from '../../../data/use-namespace.ts'
import { useMay } from '../../../data/use-session.ts'
import { usedByText } from '../used-by.ts'
import { ConnectionDialog } from './connection-dialog.tsx'
import { type ConnectionDraft, draftOf } from './connection-draft.ts'

const COLUMNS: readonly Column<ListedConnection>[] = [
  { id: 'namespace', title: 'Namespace', width: 110, isMinor: true, cell: ({ namespace }) => namespace },
  { id: 'name', title: 'Connection', width: 150, cell: ({ name }) => <strong title={name}>{name}</strong> },
  { id: 'type', title: 'Type', width: 90, cell: ({ type }) => type },
  { id: 'fields', title: 'Fields', isMinor: true, cell: fieldsText },
  { id: 'secrets', title: 'Secrets', width: 170, cell: secretsText },
  { id: 'used', title: 'Used by', width: 150, isMinor: true, cell: ({ usedBy }) => usedByText(usedBy) },
  { id: 'by', title: 'Set by', width: 120, isMinor: true, cell: ({ setBy }) => setBy ?? '-' },
  { id: 'set', title: 'Set', width: 90, isMinor: true, cell: ({ updateTime }) => <TimeAgo time={updateTime} /> },
]

/** Lists the connections, by which tasks reach services. */
export function ConnectionsPart() {
  const namespace = useNamespace()
  const { data: namespaces } = useQuery(namespacesQuery)
  const names = useMemo(
    () => (namespace === undefined ? (namespaces?.map(({ name }) => name) ?? []) : [namespace]),
    [namespace, namespaces],
  )
  const { data, error } = useQuery({ ...connectionsQuery(names), enabled: names.length > 0 })
  const [draft, setDraft] = useState<ConnectionDraft | null>(null)
  const isAuthor = useMay('author')
  const begin = () =>
    setDraft({ namespace: names[0] ?? '', name: '', type: CONNECTION_TYPES.postgres.name, values: {}, isNew: true })
  return (
    <>
      <PageHeader
        title="Connections"
        actions={
          isAuthor ? (
            <Button leftSection={<IconPlus size={14} />} onClick={begin} disabled={names.length === 0}>
              Add connection
            </Button>
          ) : null
        }
      />
      <ConnectionDialog draft={draft} namespaces={names} onClose={() => setDraft(null)} />
      {data === undefined ? error === null ? <TableSkeleton /> : <ErrorState error={error} /> : null}
      {data === undefined ? null : (
        <DataTable
          label="Connections"
          rows={data}
          columns={COLUMNS}
          keyOf={(connection) => `${connection.namespace}/${connection.name}`}
          {...(isAuthor ? { onOpen: (connection: ListedConnection) => setDraft(draftOf(connection)) } : {})}
          whenEmpty={
            <EmptyState icon={IconPlug} title="No connections">
              A connection says how tasks reach a service, such as a database, and which secrets they need there.
            </EmptyState>
          }
        />
      )}
    </>
  )
}

function fieldsText({ fields }: ListedConnection): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}

function secretsText({ secrets, missingSecrets }: ListedConnection): string {
  const texts = Object.values(secrets).map((name) => (missingSecrets.includes(name) ? `${name} (missing)` : name))
  return texts.length === 0 ? '-' : texts.join(', ')
}
