import { Alert, Button, Modal, Select, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { confirm } from '../../../components/kit/feedback/confirm.tsx'
import { toast } from '../../../components/kit/feedback/toast.ts'
import { client } from '../../../data/client.ts'
import { messageOf } from '../../../data/errors.ts'
import classes from '../admin-view.module.css'
import { type ConnectionDraft, connectionOf, isComplete, TYPE_CHOICES } from './connection-draft.ts'
import { ConnectionFields } from './connection-fields.tsx'
import { TestResult } from './test-result.tsx'

interface ConnectionDialogProps {
  /** Null if the dialog is closed. */
  readonly draft: ConnectionDraft | null
  readonly namespaces: readonly string[]
  readonly onClose: () => void
}

/** Creates, changes, tests or deletes a connection. */
export function ConnectionDialog({ draft, namespaces, onClose }: ConnectionDialogProps) {
  return (
    <Modal
      opened={draft !== null}
      onClose={onClose}
      title={draft?.isNew ? 'Add a connection' : `Connection ${draft?.name}`}
      size="md"
    >
      {draft === null ? null : <ConnectionForm draft={draft} namespaces={namespaces} onClose={onClose} />}
    </Modal>
  )
}

interface ConnectionFormProps extends ConnectionDialogProps {
  readonly draft: ConnectionDraft
}

function ConnectionForm({ draft: opened, namespaces, onClose }: ConnectionFormProps) {
  const [draft, setDraft] = useState(opened)
  /** What the server has; null for a new connection. */
  const [stored, setStored] = useState(opened.isNew ? null : opened)
  const { save, test } = useConnection(draft, { stored, setStored })
  const isSaved = stored === draft
  const change = (changes: Partial<ConnectionDraft>) => {
    test.reset()
    setDraft({ ...draft, ...changes })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(undefined, { onSuccess: onClose })
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      {stored === null ? <Place draft={draft} namespaces={namespaces} onChange={change} /> : null}
      <Select
        label="Type"
        data={TYPE_CHOICES}
        value={draft.type}
        onChange={(type) => change({ type: type ?? draft.type })}
        allowDeselect={false}
      />
      <ConnectionFields
        draft={draft}
        onChange={(name, value) => change({ values: { ...draft.values, [name]: value } })}
      />
      {save.error === null || test.error !== null ? null : <Alert color="red">{messageOf(save.error)}</Alert>}
      <TestResult test={test} />
      <div className={classes.buttons}>
        {stored === null ? null : (
          <Button variant="default" onClick={() => askToDelete(stored, onClose)}>
            Delete connection
          </Button>
        )}
        <Button variant="default" loading={test.isPending} disabled={!isComplete(draft)} onClick={() => test.mutate()}>
          {isSaved ? 'Test' : 'Save and test'}
        </Button>
        <Button type="submit" loading={save.isPending && !test.isPending} disabled={!isComplete(draft)}>
          Save
        </Button>
      </div>
    </form>
  )
}

interface PlaceProps {
  readonly draft: ConnectionDraft
  readonly namespaces: readonly string[]
  readonly onChange: (changes: Partial<ConnectionDraft>) => void
}

function Place({ draft, namespaces, onChange }: PlaceProps) {
  return (
    <>
      <Select
        label="Namespace"
        data={[...namespaces]}
        value={draft.namespace}
        onChange={(chosen) => onChange({ namespace: chosen ?? draft.namespace })}
        allowDeselect={false}
      />
      <TextInput
        label="Name"
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        data-autofocus
      />
    </>
  )
}

interface StoredDraft {
  readonly stored: ConnectionDraft | null
  readonly setStored: (draft: ConnectionDraft) => void
}

function useConnection(draft: ConnectionDraft, { stored, setStored }: StoredDraft) {
  const queryClient = useQueryClient()
  const { namespace } = draft
  const name = draft.name.trim()
  const save = useMutation({
    mutationFn: () => client.connections.set(namespace, name, connectionOf(draft)),
    onSuccess: async () => {
      setStored(draft)
      await queryClient.invalidateQueries({ queryKey: ['connections'] })
      toast.success(`Connection "${name}" is set.`)
    },
    meta: { isShownInPlace: true },
  })
  const test = useMutation({
    mutationFn: async () => {
      if (stored !== draft) await save.mutateAsync()
      return client.connections.test(namespace, name)
    },
    meta: { isShownInPlace: true },
  })
  return { save, test }
}

function askToDelete({ namespace, name }: ConnectionDraft, onClose: () => void): void {
  onClose()
  confirm({
    title: 'Delete connection',
    text: `Tasks of the namespace "${namespace}" that name "${name}" can no longer start. Its secrets stay.`,
    action: 'Delete',
    isDangerous: true,
    run: async () => {
      await client.connections.delete(namespace, name)
      toast.success(`Connection "${name}" was deleted.`)
    },
  })
}
