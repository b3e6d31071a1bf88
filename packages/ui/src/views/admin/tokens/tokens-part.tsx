import type { TokenResource } from '@aiflow/sdk/client'
import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../../components/kit/feedback/error-state.tsx'
import { PageHeader } from '../../../components/kit/layout/page-header.tsx'
import { type Column, DataTable } from '../../../components/kit/table/data-table.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { TimeAgo } from '../../../components/kit/text/time-ago.tsx'
import { tokensQuery } from '../../../data/queries/administration.ts'
import { CreateToken } from './create-token.tsx'
import { RevokeButton } from './revoke-button.tsx'

const COLUMNS: readonly Column<TokenResource>[] = [
  { id: 'name', title: 'Token', cell: ({ name }) => <strong title={name}>{name}</strong> },
  { id: 'role', title: 'Role', width: 96, cell: ({ role }) => role },
  { id: 'namespaces', title: 'Namespaces', isMinor: true, cell: ({ namespaces }) => namespaces?.join(', ') ?? 'all' },
  {
    id: 'created',
    title: 'Created',
    width: 110,
    isMinor: true,
    cell: ({ createTime }) => <TimeAgo time={createTime} />,
  },
  {
    id: 'used',
    title: 'Last used',
    width: 110,
    isMinor: true,
    cell: ({ lastUsedTime }) => timeOr(lastUsedTime, 'never'),
  },
  { id: 'expires', title: 'Expires', width: 110, isMinor: true, cell: ({ expireTime }) => timeOr(expireTime, 'never') },
  { id: 'do', title: '', width: 104, align: 'right', cell: (token) => <RevokeButton token={token} /> },
]

/** Lists the tokens. */
export function TokensPart() {
  const { data, error } = useQuery(tokensQuery)
  const [isOpen, { open, close }] = useDisclosure(false)
  return (
    <>
      <PageHeader
        title="Tokens"
        actions={
          data === undefined ? null : (
            <Button leftSection={<IconPlus size={14} />} onClick={open}>
              Create token
            </Button>
          )
        }
      />
      <CreateToken isOpen={isOpen} onClose={close} />
      {data === undefined ? error === null ? <TableSkeleton /> : <ErrorState error={error} /> : null}
      {data === undefined ? null : (
        <DataTable
          label="Tokens"
          rows={data}
          columns={COLUMNS}
          keyOf={({ name }) => name}
          whenEmpty={
            <EmptyState icon={IconKey} title="No tokens">
              The token of this machine is in the home of the server. Create one for everything else.
            </EmptyState>
          }
        />
      )}
    </>
  )
}

function timeOr(time: number | null, otherwise: string) {
  return time === null ? otherwise : <TimeAgo time={time} />
}
