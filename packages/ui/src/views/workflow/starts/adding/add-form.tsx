import { Button, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { toast } from '../../../../components/kit/feedback/toast.ts'
import { messageOf } from '../../../../data/errors.ts'
import classes from './add-form.module.css'

interface AddFormProps {
  readonly noun: 'trigger' | 'schedule' | 'backfill'
  readonly name: string
  /** What is still missing, null if nothing is. */
  readonly missing: string | null
  readonly onAdd: () => Promise<unknown>
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A form that adds a trigger, a schedule or a backfill. Shows errors of the server in the form. */
export function AddForm({ noun, name, missing, onAdd, onClose, children }: AddFormProps) {
  const { mutate, isPending, error } = useMutation({
    mutationFn: onAdd,
    meta: { isShownInPlace: true },
    onSuccess: () => {
      toast.success(`The ${noun} "${name}" was added.`)
      onClose()
    },
  })
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (missing === null) mutate()
      }}
    >
      {children}
      {error === null ? null : (
        <Text size="sm" role="alert" c="var(--state-failed)">
          {messageOf(error)}
        </Text>
      )}
      <div className={classes.buttons}>
        {missing === null ? null : <span className={classes.missing}>{missing}</span>}
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending} disabled={missing !== null}>
          Add {noun}
        </Button>
      </div>
    </form>
  )
}
