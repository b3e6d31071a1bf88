import type { TaskExecutionResource } from '@aiflow/sdk/client'
import { Link } from '@tanstack/react-router'
import { Field, Fields } from '../../components/kit/layout/fields.tsx'
import { Panel } from '../../components/kit/layout/panel.tsx'
import { Scrolled } from '../../components/kit/layout/scrolled.tsx'
import { JsonView } from '../../components/kit/text/json-view.tsx'
import { Mono } from '../../components/kit/text/mono.tsx'
import { dateText } from '../../components/kit/text/time-text.ts'
import { LeftOutNotice } from '../../components/task/left-out-notice.tsx'
import { EventFields } from '../execution/tabs/event-fields.tsx'
import classes from '../execution/tabs/state-tab.module.css'

/** The events that started it, its external work, and where it ran. */
export function DetailsTab({ shown }: { readonly shown: TaskExecutionResource }) {
  const { leftOut, trigger, handle, attemptId, workerId, requestId, createTime, beginTime, endTime } = shown
  return (
    <Scrolled label="Details">
      <Panel title="Events that started it" aside={trigger.rule === null ? undefined : `rule ${trigger.rule}`}>
        <LeftOutNotice leftOut={leftOut} />
        {trigger.events.length === 0 ? 'No event started it.' : null}
        <div className={classes.values}>
          {trigger.events.map((event) => (
            <div key={event.offset} className={classes.value}>
              <Link to="/events/$event" params={{ event: event.offset }}>
                Event {event.offset}
              </Link>
              <EventFields event={event} />
            </div>
          ))}
        </div>
      </Panel>
      <Panel title="Handle of its work outside AIFlow">
        {handle === null ? 'The task has not set a handle.' : <JsonView label="Handle" value={handle} />}
      </Panel>
      <Panel title="Identity">
        <Fields>
          <Field label="Created">{dateText(createTime)}</Field>
          <Field label="Started">{beginTime === null ? '–' : dateText(beginTime)}</Field>
          <Field label="Ended">{endTime === null ? '–' : dateText(endTime)}</Field>
          <Field label="Worker">{workerId ?? '–'}</Field>
          <Field label="Attempt id">
            <Mono>{attemptId ?? '–'}</Mono>
          </Field>
          <Field label="Request">
            <Mono>{requestId ?? '–'}</Mono>
          </Field>
        </Fields>
      </Panel>
    </Scrolled>
  )
}
