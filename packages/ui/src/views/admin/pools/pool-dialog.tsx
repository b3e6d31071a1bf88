import { Button, Modal, NumberInput, Select, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { confirm } from '../../../components/kit/feedback/confirm.tsx'
import { toast } from '../../../components/kit/feedback/toast.ts'
import { counted } from '../../../components/kit/text/count-text.ts'
import { client } from '../../../data/client.ts'
import { messageOf } from '../../../data/errors.ts'
import classes from '../admin-view.module.css'

export interface PoolDraft {
  readonly namespace: string
  readonly name: string
  readonly slots: number
  readonly isNew: boolean
}

interface PoolDialogProps {
  /** Null if the dialog is closed. */
  readonly draft: PoolDraft | null
  readonly namespaces: readonly string[]
  readonly onClose: () => void
}

/** Creates a pool, changes its number of slots, or deletes it. */
export function PoolDialog({ draft, namespaces, onClose }: PoolDialogProps) {
  return (
    <Modal
      opened={draft !== null}
      onClose={onClose}
      title={draft?.isNew ? 'Add a pool' : `Pool ${draft?.name}`}
      size="sm"
    >
      {draft === null ? null : <PoolForm draft={draft} namespaces={namespaces} onClose={onClose} />}
    </Modal>
  )
}

interface PoolFormProps extends PoolDialogProps {
  readonly draft: PoolDraft
}

function PoolForm({ draft, namespaces, onClose }: PoolFormProps) {
  const [namespace, setNamespace] = useState(draft.namespace)
  const [name, setName] = useState(draft.name)
  const [slots, setSlots] = useState<number | string>(draft.slots)
  const queryClient = useQueryClient()
  const readAgain = () => queryClient.invalidateQueries({ queryKey: ['pools'] })
  const save = useMutation({
    mutationFn: () => client.pools.set(namespace, name.trim(), Number(slots)),
    onSuccess: async (pool) => {
      await readAgain()
      toast.success(`Pool "${pool.name}" has ${counted(pool.slots, 'slot')}.`)
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
      <NumberInput
        label="Slots"
        description="0 closes the pool: nothing starts in it"
        value={slots}
        onChange={setSlots}
        min={0}
        allowDecimal={false}
        error={save.error === null ? undefined : messageOf(save.error)}
      />
      <div className={classes.buttons}>
        {draft.isNew ? null : (
          <Button variant="default" onClick={() => askToDelete(draft, { onClose, readAgain })}>
            Delete pool
          </Button>
        )}
        <Button type="submit" loading={save.isPending} disabled={name.trim() === '' || slots === ''}>
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

function askToDelete({ namespace, name }: PoolDraft, { onClose, readAgain }: AfterDelete): void {
  onClose()
  confirm({
    title: 'Delete pool',
    text: `"${name}" of namespace "${namespace}" can be deleted only if no workflow uses it.`,
    action: 'Delete',
    isDangerous: true,
    run: async () => {
      await client.pools.delete(namespace, name)
      toast.success(`Pool "${name}" was deleted.`)
      await readAgain()
    },
  })
}
