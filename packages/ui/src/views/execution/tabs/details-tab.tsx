import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { Field, Fields } from '../../../components/kit/layout/fields.tsx'
import { Panel } from '../../../components/kit/layout/panel.tsx'
import { Scrolled } from '../../../components/kit/layout/scrolled.tsx'
import { CopyButton } from '../../../components/kit/text/copy-button.tsx'
import { JsonView } from '../../../components/kit/text/json-view.tsx'
import { Mono } from '../../../components/kit/text/mono.tsx'
import { dateText } from '../../../components/kit/text/time-text.ts'
import { LeftOutNotice } from '../../../components/task/left-out-notice.tsx'
import { causeText } from '../../executions/cause-text.ts'
import { EventFields } from './event-fields.tsx'
import classes from './state-tab.module.css'

/** The parameters, trigger and ids of an execution. */
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
          <Field label="Started">{dateText(beginTime)}</Field>
          <Field label="Ended">{endTime === null ? '–' : dateText(endTime)}</Field>
          <Field label="Snapshot">
            <Mono>{snapshotHash}</Mono> <CopyButton label="hash of the snapshot" text={snapshotHash} />
          </Field>
        </Fields>
      </Panel>
    </Scrolled>
  )
}
