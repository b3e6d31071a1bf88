import type { TaskExecutionResource } from '@aiflow/sdk/client'
import { Link } from '@tanstack/react-router'
import { Field, Fields } from '../../components/fields.tsx'
import { JsonView } from '../../components/json-view.tsx'
import { LeftOutNotice } from '../../components/left-out-notice.tsx'
import { Mono } from '../../components/mono.tsx'
import { Panel } from '../../components/panel.tsx'
import { Scrolled } from '../../components/scrolled.tsx'
import { dateText } from '../../components/time-text.ts'
import { EventFields } from '../execution/event-fields.tsx'
import classes from '../execution/state-tab.module.css'

/** The events that started it, its work outside, and where it ran. */
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
      <Panel title="Handle of its work outside">
        {handle === null ? 'It has set none.' : <JsonView label="Handle" value={handle} />}
      </Panel>
      <Panel title="Identity">
        <Fields>
          <Field label="Created">{dateText(createTime)}</Field>
          <Field label="Began">{beginTime === null ? '–' : dateText(beginTime)}</Field>
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
