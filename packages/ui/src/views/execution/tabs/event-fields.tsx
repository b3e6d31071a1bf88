import type { Event } from '@aiflow/sdk'
import { senderText } from '@aiflow/sdk/client'
import { Field, Fields } from '../../../components/kit/layout/fields.tsx'
import { JsonView } from '../../../components/kit/text/json-view.tsx'
import { Mono } from '../../../components/kit/text/mono.tsx'
import { dateText } from '../../../components/kit/text/time-text.ts'
import classes from './event-fields.module.css'

/** An event with its value. */
export function EventFields({ event }: { readonly event: Event }) {
  const { key, kind, createTime, value, context } = event
  return (
    <div className={classes.event}>
      <Fields>
        <Field label="Key">
          <Mono>{key}</Mono>
        </Field>
        <Field label="Kind">{kind}</Field>
        <Field label="Sender">{senderText(event) ?? '–'}</Field>
        <Field label="Time">{dateText(createTime)}</Field>
      </Fields>
      {value === null ? null : <JsonView label="Value" value={value} />}
      {context === null ? null : <JsonView label="Context" value={context} />}
    </div>
  )
}
