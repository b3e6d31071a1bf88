import type { Event } from '@aiflow/sdk'
import type { NewEvent, TryEvent } from '@aiflow/sdk/client'
import { Button, NumberInput, Select, Text, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { toast } from '../../components/kit/feedback/toast.ts'
import { client } from '../../data/client.ts'
import { messageOf } from '../../data/errors.ts'
import { namespacesQuery } from '../../data/queries/namespaces.ts'
import { useNamespace } from '../../data/use-namespace.ts'
import { useSession } from '../../data/use-session.ts'
import classes from './send-event-form.module.css'
import { TriedEvent } from './tried-event.tsx'

const DEFAULT_NAMESPACE = 'default'

interface SendEventFormProps {
  /** The initial values of the form. */
  readonly like?: Event
  readonly onDone: () => void
}

export function SendEventForm({ like, onDone }: SendEventFormProps) {
  const [key, setKey] = useState(like?.key ?? '')
  const [value, setValue] = useState(like?.value ?? '')
  const [namespace, setNamespace] = useState(useFirstNamespace(like))
  const [execution, setExecution] = useState<number | string>(like?.workflowExecutionId ?? '')
  const { send, error: notSent, isPending } = useSend(onDone)
  const tried = useTry()
  const error = notSent ?? tried.error
  const event: NewEvent = {
    key: key.trim(),
    value: value === '' ? null : value,
    namespace,
    context: like?.context ?? null,
    workflowExecutionId: execution === '' ? null : Number(execution),
  }
  // An answer about what the form held before says nothing about what it holds now.
  const answer = JSON.stringify(tried.variables) === JSON.stringify(event) ? tried.data : undefined
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault()
    send(event)
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      {like === undefined ? null : (
        <Text size="sm">
          Event {like.offset} stays as it is. Rules judge the new one like any other event, so its effects may happen
          again.
        </Text>
      )}
      <TextInput label="Key" value={key} onChange={(e) => setKey(e.currentTarget.value)} required data-autofocus />
      <Textarea
        label="Value"
        description="Text or JSON; optional"
        value={value}
        onChange={(e) => setValue(e.currentTarget.value)}
        autosize
        minRows={3}
        maxRows={12}
        classNames={{ input: classes.value ?? '' }}
      />
      <div className={classes.pair}>
        <NamespaceField value={namespace} onChange={setNamespace} />
        <NumberInput
          label="Execution"
          placeholder="All executions that listen"
          value={execution}
          onChange={setExecution}
          min={1}
          allowDecimal={false}
          hideControls
        />
      </div>
      {error === null ? null : (
        <Text size="sm" role="alert" c="var(--state-failed)">
          {messageOf(error)}
        </Text>
      )}
      {answer === undefined ? null : <TriedEvent answer={answer} />}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button
          variant="default"
          onClick={() => tried.mutate(event)}
          loading={tried.isPending}
          disabled={event.key === ''}
          title="Say what it would do, without sending it"
        >
          Try
        </Button>
        <Button type="submit" loading={isPending} disabled={event.key === ''}>
          Send
        </Button>
      </div>
    </form>
  )
}

function NamespaceField({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const { namespaces: own } = useSession()
  const { data } = useQuery({ ...namespacesQuery, enabled: own === null })
  const names = own ?? data?.map(({ name }) => name) ?? [value]
  return (
    <Select
      label="Namespace"
      data={[...names]}
      value={value}
      onChange={(chosen) => onChange(chosen ?? value)}
      allowDeselect={false}
    />
  )
}

function useFirstNamespace(like: Event | undefined): string {
  const shown = useNamespace()
  const { namespaces: own } = useSession()
  return like?.namespace ?? shown ?? own?.[0] ?? DEFAULT_NAMESPACE
}

function useTry() {
  return useMutation({ mutationFn: (event: TryEvent) => client.events.try(event), meta: { isShownInPlace: true } })
}

function useSend(onDone: () => void) {
  const navigate = useNavigate()
  const { mutate, error, isPending } = useMutation({
    mutationFn: (event: NewEvent) => client.events.send(event),
    onSuccess: ({ offset }) => {
      toast.success(`Event ${offset} was sent.`)
      onDone()
      return navigate({ to: '/events/$event', params: { event: offset } })
    },
    meta: { isShownInPlace: true },
  })
  return { send: mutate, error, isPending }
}
