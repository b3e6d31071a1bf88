import { Button, Modal, PasswordInput, Select, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { confirm } from '../../../components/kit/feedback/confirm.tsx'
import { toast } from '../../../components/kit/feedback/toast.ts'
import { client } from '../../../data/client.ts'
import { messageOf } from '../../../data/errors.ts'
import classes from '../admin-view.module.css'

export interface SecretDraft {
  readonly namespace: string
  readonly name: string
  readonly isNew: boolean
}

interface SecretDialogProps {
  /** Null if the dialog is closed. */
  readonly draft: SecretDraft | null
  readonly namespaces: readonly string[]
  readonly onClose: () => void
}

/** Creates a secret, gives it another value, or deletes it. */
export function SecretDialog({ draft, namespaces, onClose }: SecretDialogProps) {
  return (
    <Modal
      opened={draft !== null}
      onClose={onClose}
      title={draft?.isNew ? 'Add a secret' : `Secret ${draft?.name}`}
      size="sm"
    >
      {draft === null ? null : <SecretForm draft={draft} namespaces={namespaces} onClose={onClose} />}
    </Modal>
  )
}

interface SecretFormProps extends SecretDialogProps {
  readonly draft: SecretDraft
}

function SecretForm({ draft, namespaces, onClose }: SecretFormProps) {
  const [namespace, setNamespace] = useState(draft.namespace)
  const [name, setName] = useState(draft.name)
  const [value, setValue] = useState('')
  const queryClient = useQueryClient()
  const readAgain = () => queryClient.invalidateQueries({ queryKey: ['secrets'] })
  const save = useMutation({
    mutationFn: () => client.secrets.set(namespace, name.trim(), value),
    onSuccess: async (secret) => {
      await readAgain()
      toast.success(`Secret "${secret.name}" is set.`)
      onClose()
    },
    meta: { isShownInPlace: true },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      {draft.isNew ? (
        <>
          <Select
            label="Namespace"
            data={[...namespaces]}
            value={namespace}
            onChange={(chosen) => setNamespace(chosen ?? namespace)}
            allowDeselect={false}
          />
          <TextInput
            label="Name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
        </>
      ) : null}
      <PasswordInput
        label={draft.isNew ? 'Value' : 'New value'}
        description="Nobody can read it back. Attempts that begin later get it."
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        autoComplete="new-password"
        error={save.error === null ? undefined : messageOf(save.error)}
      />
      <div className={classes.buttons}>
        {draft.isNew ? null : (
          <Button variant="default" onClick={() => askToDelete(draft, { onClose, readAgain })}>
            Delete secret
          </Button>
        )}
        <Button type="submit" loading={save.isPending} disabled={name.trim() === '' || value === ''}>
          Save
        </Button>
      </div>
    </form>
  )
}

interface AfterDelete {
  readonly onClose: () => void
  readonly readAgain: () => Promise<unknown>
}

function askToDelete({ namespace, name }: SecretDraft, { onClose, readAgain }: AfterDelete): void {
  onClose()
  confirm({
    title: 'Delete secret',
    text: `Tasks of the namespace "${namespace}" that name "${name}" can no longer start.`,
    action: 'Delete',
    isDangerous: true,
    run: async () => {
      await client.secrets.delete(namespace, name)
      toast.success(`Secret "${name}" was deleted.`)
      await readAgain()
    },
  })
}
