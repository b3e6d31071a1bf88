import { Button, Modal, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { toast } from '../../../components/kit/feedback/toast.ts'
import { client } from '../../../data/client.ts'
import { messageOf } from '../../../data/errors.ts'
import { namespacesQuery } from '../../../data/queries/namespaces.ts'
import classes from '../admin-view.module.css'

interface AddNamespaceProps {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onAdded: (name: string) => void
}

export function AddNamespace({ isOpen, onClose, onAdded }: AddNamespaceProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Add a namespace" size="sm">
      <AddNamespaceForm onClose={onClose} onAdded={onAdded} />
    </Modal>
  )
}

function AddNamespaceForm({ onClose, onAdded }: Omit<AddNamespaceProps, 'isOpen'>) {
  const [name, setName] = useState('')
  const queryClient = useQueryClient()
  const add = useMutation({
    mutationFn: () => client.namespaces.add(name.trim()),
    onSuccess: async (added) => {
      await queryClient.invalidateQueries({ queryKey: namespacesQuery.queryKey })
      toast.success(`Namespace "${added.name}" was added.`)
      onClose()
      onAdded(added.name)
    },
    meta: { isShownInPlace: true },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        label="Name"
        description="Letters, digits, “_”, “.” and “-”"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={add.error === null ? undefined : messageOf(add.error)}
        maxLength={128}
        data-autofocus
      />
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={add.isPending} disabled={name.trim() === ''}>
          Add
        </Button>
      </div>
    </form>
  )
}
