import type { TaskExecutionResource } from '@aiflow/sdk/client'
import { restartsText, totalRestarts } from '@aiflow/sdk/internal/text'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ExecutionLink } from '../../components/execution/execution-links.tsx'
import { Field, Fields } from '../../components/kit/layout/fields.tsx'
import { Duration } from '../../components/kit/text/duration.tsx'
import { TimeAgo } from '../../components/kit/text/time-ago.tsx'
import { ItemProgress } from '../../components/task/item-progress.tsx'
import { triggerText } from '../../components/task/trigger-text.ts'
import { executionQuery } from '../../data/queries/executions.ts'
import classes from '../execution/header/execution-facts.module.css'

const STOPPED_BY: Readonly<Record<NonNullable<TaskExecutionResource['stoppedBy']>, string>> = {
  request: 'A request',
  rule: 'A rule',
  timer: 'Its timer',
  execution: 'The stop of its execution',
}

/** Facts about a task execution, on one line. */
export function TaskFacts({ shown }: { readonly shown: TaskExecutionResource }) {
  const { workflowExecutionId, taskName, sequenceNumber, createTime, beginTime, endTime, attemptNumber } = shown
  const { status, stoppedBy, restarts, childExecutionId } = shown
  const { data: execution } = useQuery(executionQuery(workflowExecutionId))
  const cause = triggerText(shown, execution)
  const event = shown.trigger.events.at(-1)
  return (
    <div className={classes.facts}>
      <Fields>
        <Field label="Started">{beginTime === null ? '–' : <TimeAgo time={beginTime} />}</Field>
        <Field label={endTime === null ? 'Running for' : 'Duration'}>
          <Duration from={beginTime} to={endTime} />
        </Field>
        <Field label="Waited">
          <Duration from={createTime} to={beginTime ?? endTime} />
        </Field>
        {restarts === undefined ? null : (
          <Field label="Restarts">
            {totalRestarts(restarts)}
            {totalRestarts(restarts) === 0 ? null : ` (${restartsText(restarts)})`}
          </Field>
        )}
        {shown.items == null ? (
          <Field label="Attempt">{attemptNumber}</Field>
        ) : (
          <Field label="Items">
            <ItemProgress shown={shown} />
          </Field>
        )}
        <Field label="Started by">
          {event === undefined ? (
            cause
          ) : (
            <Link to="/events/$event" params={{ event: event.offset }} title={event.key}>
              {cause}
            </Link>
          )}
        </Field>
        {childExecutionId == null ? null : (
          <Field label="Workflow execution">
            <ExecutionLink id={childExecutionId} />
          </Field>
        )}
        {stoppedBy && (status === 'STOPPING' || status === 'STOPPED') ? (
          <Field label="Stopped by">{STOPPED_BY[stoppedBy]}</Field>
        ) : null}
        <Field label="Reason">
          <Link
            to="/executions/$id/why"
            params={{ id: workflowExecutionId }}
            search={{ task: taskName, sequence: sequenceNumber }}
          >
            Why it ran
          </Link>
        </Field>
      </Fields>
    </div>
  )
}
