import type { ListedSecret } from '@aiflow/sdk/client'
import { Button } from '@mantine/core'
import { IconLock, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../../components/kit/feedback/error-state.tsx'
import { PageHeader } from '../../../components/kit/layout/page-header.tsx'
import { type Column, DataTable } from '../../../components/kit/table/data-table.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { TimeAgo } from '../../../components/kit/text/time-ago.tsx'
import { secretsQuery } from '../../../data/queries/administration.ts'
import { namespacesQuery } from '../../../data/queries/namespaces.ts'
import { useNamespace } from '../../../data/use-namespace.ts'
import { useMay } from '../../../data/use-session.ts'
import { usedByText } from '../used-by.ts'
import { SecretDialog, type SecretDraft } from './secret-dialog.tsx'

const COLUMNS: readonly Column<ListedSecret>[] = [
  { id: 'namespace', title: 'Namespace', width: 160, isMinor: true, cell: ({ namespace }) => namespace },
  { id: 'name', title: 'Secret', cell: ({ name }) => <strong title={name}>{name}</strong> },
  { id: 'used', title: 'Used by', isMinor: true, cell: ({ usedBy }) => usedByText(usedBy) },
  { id: 'by', title: 'Set by', width: 180, isMinor: true, cell: ({ setBy }) => setBy ?? '-' },
  { id: 'set', title: 'Set', width: 110, cell: ({ updateTime }) => <TimeAgo time={updateTime} /> },
  { id: 'key', title: 'Key', width: 190, isMinor: true, cell: keyText },
]

/** Lists the secrets. Nobody can read their values back. */
export function SecretsPart() {
  const namespace = useNamespace()
  const { data: namespaces } = useQuery(namespacesQuery)
  const names = useMemo(
    () => (namespace === undefined ? (namespaces?.map(({ name }) => name) ?? []) : [namespace]),
    [namespace, namespaces],
  )
  const { data, error } = useQuery({ ...secretsQuery(names), enabled: names.length > 0 })
  const [draft, setDraft] = useState<SecretDraft | null>(null)
  const isAuthor = useMay('author')
  const begin = () => setDraft({ namespace: names[0] ?? '', name: '', isNew: true })
  return (
    <>
      <PageHeader
        title="Secrets"
        actions={
          isAuthor ? (
            <Button leftSection={<IconPlus size={14} />} onClick={begin} disabled={names.length === 0}>
              Add secret
            </Button>
          ) : null
        }
      />
      <SecretDialog draft={draft} namespaces={names} onClose={() => setDraft(null)} />
      {data === undefined ? error === null ? <TableSkeleton /> : <ErrorState error={error} /> : null}
      {data === undefined ? null : (
        <DataTable
          label="Secrets"
          rows={data}
          columns={COLUMNS}
          keyOf={(secret) => `${secret.namespace}/${secret.name}`}
          {...(isAuthor ? { onOpen: (secret: ListedSecret) => setDraft({ ...secret, isNew: false }) } : {})}
          whenEmpty={
            <EmptyState icon={IconLock} title="No secrets">
              A secret is a value that tasks get by its name, and that nobody can read back.
            </EmptyState>
          }
        />
      )}
    </>
  )
}

function keyText({ keyId, readable }: ListedSecret): string {
  return readable ? keyId : `${keyId} (missing)`
}
