import type { Json } from '@aiflow/sdk'
import type { ApprovalResource } from '@aiflow/sdk/client'
import { Button, Modal, Text, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../data/client.ts'
import { messageOf } from '../../data/errors.ts'
import { toast } from '../kit/feedback/toast.ts'
import { checkParameters, type Problems } from '../start/check-parameters.ts'
import { ParameterForm } from '../start/parameter-form.tsx'
import { draftOf } from '../start/schema.ts'
import classes from '../start/start.module.css'

const MAX_COMMENT = 10_000

interface AnswerDialogProps {
  readonly approval: ApprovalResource
  readonly choice: string
  readonly onClose: () => void
}

/** Asks for a comment and the parameters of an answer, and sends it. */
export function AnswerDialog({ approval, choice, onClose }: AnswerDialogProps) {
  const { taskName, choices } = approval
  const fails = choices.some((each) => each.name === choice && each.fails)
  const schema = fails ? null : approval.parameters
  const [comment, setComment] = useState('')
  const [parameters, setParameters] = useState<Readonly<Record<string, Json>>>(() => draftOf(schema))
  const [broken, setBroken] = useState<Problems>(new Map())
  const [problems, setProblems] = useState<Problems>(new Map())
  const queryClient = useQueryClient()
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      client.approvals.answer(approval, {
        choice,
        ...(comment.trim() === '' ? {} : { comment }),
        ...(schema === null ? {} : { parameters }),
      }),
    meta: { isShownInPlace: true },
    onSuccess: async ({ status }) => {
      toast.success(`"${taskName}" was answered with "${choice}": it is ${status}.`)
      onClose()
      await queryClient.invalidateQueries({ queryKey: ['approvals'] })
    },
  })
  const send = () => {
    const found = new Map([...checkParameters(schema, parameters), ...broken])
    setProblems(found)
    if (found.size === 0) mutate()
  }
  return (
    <Modal opened onClose={onClose} title={`Answer "${taskName}" with "${choice}"`} size="lg">
      <form
        className={classes.dialog}
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
        noValidate
      >
        {schema === null ? null : (
          <ParameterForm
            schema={schema}
            value={parameters}
            onChange={setParameters}
            problems={new Map([...problems, ...broken])}
            onBroken={setBroken}
          />
        )}
        <Textarea
          label="Comment"
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
          maxLength={MAX_COMMENT}
          autosize
          minRows={2}
          maxRows={10}
        />
        {error === null ? null : (
          <Text size="sm" role="alert" c="var(--state-failed)">
            {messageOf(error)}
          </Text>
        )}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isPending}>
            Answer "{choice}"
          </Button>
        </div>
      </form>
    </Modal>
  )
}
