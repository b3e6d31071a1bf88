import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { CopyButton } from '../../components/copy-button.tsx'
import { Field, Fields } from '../../components/fields.tsx'
import { JsonView } from '../../components/json-view.tsx'
import { LeftOutNotice } from '../../components/left-out-notice.tsx'
import { Mono } from '../../components/mono.tsx'
import { Panel } from '../../components/panel.tsx'
import { Scrolled } from '../../components/scrolled.tsx'
import { dateText } from '../../components/time-text.ts'
import { causeText } from '../executions/cause-text.ts'
import { EventFields } from './event-fields.tsx'
import classes from './state-tab.module.css'

/** What it was started with, and by what. */
export function DetailsTab({ execution }: { readonly execution: WorkflowExecutionDetail }) {
  const { id, beginTime, endTime, snapshotHash, parameters, trigger, leftOut } = execution
  return (
    <Scrolled label="Details">
      <Panel title="Parameters">
        {Object.keys(parameters).length === 0 ? (
          'It takes no parameters.'
        ) : (
          <JsonView label="Parameters" value={parameters} />
        )}
      </Panel>
      <Panel title="Trigger" aside={causeText(execution)}>
        <LeftOutNotice leftOut={leftOut} />
        {trigger.events.length === 0 ? 'No event started it.' : null}
        <div className={classes.values}>
          {trigger.events.map((event) => (
            <EventFields key={event.offset} event={event} />
          ))}
        </div>
      </Panel>
      <Panel title="Identity">
        <Fields>
          <Field label="Id">{id}</Field>
          <Field label="Began">{dateText(beginTime)}</Field>
          <Field label="Ended">{endTime === null ? '–' : dateText(endTime)}</Field>
          <Field label="Snapshot">
            <Mono>{snapshotHash}</Mono> <CopyButton label="hash of the snapshot" text={snapshotHash} />
          </Field>
        </Fields>
      </Panel>
    </Scrolled>
  )
}
