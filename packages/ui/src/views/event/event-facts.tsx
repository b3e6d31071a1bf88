import { type EventDetail, senderText, taskOfPrincipal } from '@aiflow/sdk/client'
import { Link } from '@tanstack/react-router'
import { ExecutionLink, TaskExecutionLink } from '../../components/execution/execution-links.tsx'
import { Field, Fields } from '../../components/kit/layout/fields.tsx'
import { Mono } from '../../components/kit/text/mono.tsx'
import { TimeAgo } from '../../components/kit/text/time-ago.tsx'
import { dateText } from '../../components/kit/text/time-text.ts'
import { parseTaskRef } from '../../data/task-ref.ts'

/** The fields of an event other than its value. */
export function EventFacts({ event }: { readonly event: EventDetail }) {
  const { offset, createTime, namespace, workflowExecutionId, causeOffset } = event
  return (
    <Fields>
      <Field label="Offset">{offset}</Field>
      <Field label="Time">
        {dateText(createTime)} (<TimeAgo time={createTime} />)
      </Field>
      <Field label="Namespace">{namespace}</Field>
      <Field label="Sender">
        <Sender event={event} />
      </Field>
      <Field label="For">
        {workflowExecutionId === null ? (
          'the whole namespace'
        ) : (
          <ExecutionLink id={workflowExecutionId}>execution {workflowExecutionId}</ExecutionLink>
        )}
      </Field>
      {causeOffset === null ? null : (
        <Field label="Caused by">
          <Link to="/events/$event" params={{ event: causeOffset }}>
            event {causeOffset}
          </Link>
        </Field>
      )}
    </Fields>
  )
}

function Sender({ event }: { readonly event: EventDetail }) {
  const text = senderText(event)
  const ref = parseTaskRef(event.principal === null ? event.sender : taskOfPrincipal(event.principal))
  if (text === null) return 'not given'
  if (ref === null) return <Mono>{text}</Mono>
  return (
    <TaskExecutionLink {...ref}>
      <Mono>{text}</Mono>
    </TaskExecutionLink>
  )
}
