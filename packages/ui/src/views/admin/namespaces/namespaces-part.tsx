import type { NamespaceResource } from '@aiflow/sdk/client'
import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconFolder, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../../components/kit/feedback/error-state.tsx'
import { PageHeader } from '../../../components/kit/layout/page-header.tsx'
import { type Column, DataTable } from '../../../components/kit/table/data-table.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { Mono } from '../../../components/kit/text/mono.tsx'
import { TimeAgo } from '../../../components/kit/text/time-ago.tsx'
import { namespacesQuery } from '../../../data/queries/namespaces.ts'
import { useMay } from '../../../data/use-session.ts'
import classes from '../admin-view.module.css'
import { AddNamespace } from './add-namespace.tsx'
import { NamespacePanel } from './namespace-panel.tsx'

const COLUMNS: readonly Column<NamespaceResource>[] = [
  { id: 'name', title: 'Namespace', cell: ({ name }) => <strong title={name}>{name}</strong> },
  { id: 'properties', title: 'Properties', isMinor: true, cell: ({ properties }) => <Properties of={properties} /> },
  { id: 'time', title: 'Created', width: 110, cell: ({ createTime }) => <TimeAgo time={createTime} /> },
]

/** Lists the namespaces, which isolate names and events. */
export function NamespacesPart() {
  const { name } = useSearch({ from: '/layout/admin/namespaces' })
  const navigate = useNavigate({ from: '/admin/namespaces' })
  const { data, error } = useQuery(namespacesQuery)
  const [isAdding, { open, close }] = useDisclosure(false)
  const isAdmin = useMay('admin')
  const choose = (chosen: string | undefined) =>
    void navigate({ search: (old) => ({ ...old, name: chosen }), replace: true })
  const chosen = data?.find((one) => one.name === name)
  return (
    <>
      <PageHeader
        title="Namespaces"
        actions={
          isAdmin ? (
            <Button leftSection={<IconPlus size={14} />} onClick={open}>
              Add namespace
            </Button>
          ) : null
        }
      />
      <AddNamespace isOpen={isAdding} onClose={close} onAdded={choose} />
      {data === undefined ? error === null ? <TableSkeleton /> : <ErrorState error={error} /> : null}
      {data === undefined ? null : (
        <div className={classes.split} data-chosen={chosen === undefined ? undefined : true}>
          <DataTable
            label="Namespaces"
            rows={data}
            columns={COLUMNS}
            keyOf={(one) => one.name}
            onOpen={(one) => choose(one.name === name ? undefined : one.name)}
            whenEmpty={<EmptyState icon={IconFolder} title="No namespaces that you may see" />}
          />
          {chosen === undefined ? null : (
            <NamespacePanel key={chosen.name} namespace={chosen} onGone={() => choose(undefined)} />
          )}
        </div>
      )}
    </>
  )
}

function Properties({ of }: { readonly of: NamespaceResource['properties'] }) {
  const text = Object.entries(of)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ')
  return text === '' ? '–' : <Mono title={text}>{text}</Mono>
}
