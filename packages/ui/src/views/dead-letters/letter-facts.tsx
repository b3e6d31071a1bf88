import type { DeadLetterDetail } from '@aiflow/sdk/client'
import { Link } from '@tanstack/react-router'
import { ExecutionLink } from '../../components/execution/execution-links.tsx'
import { Field, Fields } from '../../components/kit/layout/fields.tsx'
import { Mono } from '../../components/kit/text/mono.tsx'
import { TimeAgo } from '../../components/kit/text/time-ago.tsx'
import { dateText } from '../../components/kit/text/time-text.ts'

/** Who could not process which event, and how often it was tried. */
export function LetterFacts({ letter }: { readonly letter: DeadLetterDetail }) {
  const { eventOffset, event, namespace, workflowName, workflowExecutionId, createTime, tries, lastTryTime } = letter
  return (
    <Fields>
      <Field label="Event">
        <Link to="/events/$event" params={{ event: eventOffset }}>
          {eventOffset} {event === null ? null : <Mono>{event.key}</Mono>}
        </Link>
      </Field>
      <Field label="Could not be processed by">
        <Culprit letter={letter} />
      </Field>
      <Field label="Workflow">
        {workflowExecutionId === null ? (
          (workflowName ?? '–')
        ) : (
          <ExecutionLink id={workflowExecutionId}>
            {workflowName} {workflowExecutionId}
          </ExecutionLink>
        )}
      </Field>
      <Field label="Namespace">{namespace}</Field>
      <Field label="Since">
        {dateText(createTime)} (<TimeAgo time={createTime} />)
      </Field>
      <Field label="Tries">
        {tries}
        {lastTryTime === null ? null : (
          <>
            , the last one <TimeAgo time={lastTryTime} />
          </>
        )}
      </Field>
    </Fields>
  )
}

function Culprit({ letter: { source, task, rule, workflowExecutionId } }: { readonly letter: DeadLetterDetail }) {
  if (source === 'step' || rule === null) return 'the scheduler'
  if (task === null || workflowExecutionId === null) return `trigger ${rule}`
  return (
    <Link to="/executions/$id/why" params={{ id: workflowExecutionId }} search={{ task, part: 'not' }}>
      rule {rule} of {task}
    </Link>
  )
}
