import type { CreatedToken, Role } from '@aiflow/sdk/client'
import { Button, Modal, MultiSelect, Select, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { CodeBlock } from '../../../components/code/code-block.tsx'
import { client } from '../../../data/client.ts'
import { messageOf } from '../../../data/errors.ts'
import { serverClock } from '../../../data/live/clock.ts'
import { tokensQuery } from '../../../data/queries/administration.ts'
import { namespacesQuery } from '../../../data/queries/namespaces.ts'
import classes from '../admin-view.module.css'

const DAY_MS = 24 * 3_600_000
const ROLES: readonly { readonly value: Role; readonly label: string }[] = [
  { value: 'viewer', label: 'viewer: looks' },
  { value: 'operator', label: 'operator: sends events, starts and stops executions' },
  { value: 'author', label: 'author: uploads and changes workflows' },
  { value: 'admin', label: 'admin: everything' },
]
const LIVES = [
  { value: '0', label: 'Never' },
  { value: '1', label: 'In a day' },
  { value: '30', label: 'In 30 days' },
  { value: '365', label: 'In a year' },
]

interface CreateTokenProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Creates a token. Its secret is shown only once. */
export function CreateToken({ isOpen, onClose }: CreateTokenProps) {
  const [created, setCreated] = useState<CreatedToken | null>(null)
  const close = () => {
    setCreated(null)
    onClose()
  }
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={created === null ? 'Create a token' : `The secret of "${created.name}"`}
      closeOnClickOutside={created === null}
      closeOnEscape={created === null}
    >
      {created === null ? <TokenForm onCreated={setCreated} /> : <Secret token={created} onDone={close} />}
    </Modal>
  )
}

function TokenForm({ onCreated }: { readonly onCreated: (token: CreatedToken) => void }) {
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const [namespaces, setNamespaces] = useState<string[]>([])
  const [days, setDays] = useState('0')
  const { data } = useQuery(namespacesQuery)
  const queryClient = useQueryClient()
  const create = useMutation({
    mutationFn: () =>
      client.tokens.create({
        name: name.trim(),
        role,
        namespaces: namespaces.length === 0 ? null : namespaces,
        expireTime: days === '0' ? null : Math.round(serverClock.now() + Number(days) * DAY_MS),
      }),
    onSuccess: async (token) => {
      onCreated(token)
      await queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey })
    },
    meta: { isShownInPlace: true },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        label="Name"
        description="Who or what uses it; shown in the audit"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={create.error === null ? undefined : messageOf(create.error)}
        maxLength={128}
        data-autofocus
      />
      <Select
        label="Role"
        data={[...ROLES]}
        value={role}
        onChange={(chosen) => setRole(ROLES.find(({ value }) => value === chosen)?.value ?? role)}
        allowDeselect={false}
      />
      <MultiSelect
        label="Namespaces"
        placeholder={namespaces.length === 0 ? 'All namespaces' : ''}
        data={data?.map((namespace) => namespace.name) ?? []}
        value={namespaces}
        onChange={setNamespaces}
        size="xs"
        searchable
      />
      <Select
        label="Expires"
        data={LIVES}
        value={days}
        onChange={(chosen) => setDays(chosen ?? '0')}
        allowDeselect={false}
      />
      <div className={classes.buttons}>
        <Button type="submit" loading={create.isPending} disabled={name.trim() === ''}>
          Create
        </Button>
      </div>
    </form>
  )
}

function Secret({ token, onDone }: { readonly token: CreatedToken; readonly onDone: () => void }) {
  return (
    <div className={classes.form}>
      <Text size="sm">Copy it now: the server stores only a hash of it, so it cannot be shown again.</Text>
      <CodeBlock text={token.secret} label="secret" />
      <div className={classes.buttons}>
        <Button onClick={onDone}>Done</Button>
      </div>
    </div>
  )
}
