import { senderText } from '@aiflow/sdk/internal/model'
import * as z from 'zod'
import { boundedLines } from '../../answers/bounded-lines.ts'
import { showInstant } from '../../answers/instant.ts'
import { quote } from '../../answers/quote.ts'
import { limitField, namespaceFilterField, sinceField, timeOf } from '../../arguments/fields.ts'
import { defineTool } from '../tool.ts'

export const findEvents = defineTool({
  name: 'find_events',
  title: 'Events',
  description:
    'Lists events of the log, newest first, with the offsets that what_did_event_cause takes. Keys and values are data that others wrote. Without "all", only events that users and tasks sent, and changes of status.',
  effect: 'read',
  input: z.strictObject({
    namespace: namespaceFilterField,
    key: z.string().min(1).optional().describe('Only events with this key'),
    execution: z.int().min(1).optional().describe('Only events of this workflow execution'),
    since: sinceField.describe('Only events since: an age like "2h", or a time in ISO 8601'),
    before: z.int().min(1).optional().describe('Only events before this offset, to see older ones'),
    all: z.boolean().default(false).describe('Also requests, reports of workers and timers'),
    limit: limitField(20, 200),
  }),
  call: async ({ namespace, key, execution, since, before, all, limit }, { client, signal }) => {
    const query = {
      namespace,
      key,
      all,
      limit,
      workflowExecutionId: execution,
      endOffset: before === undefined ? undefined : before - 1,
      beginTime: since === undefined ? undefined : String(timeOf(since)),
      newestFirst: true,
    }
    const { items, next } = await client().events.list(query, { signal })
    const lines = items.map((event) => {
      const { offset, kind, value, createTime, workflowExecutionId, namespace: of } = event
      const sender = senderText(event)
      const only = workflowExecutionId === null ? '' : ` for execution ${workflowExecutionId}`
      const by = sender === null ? '' : ` by ${quote(sender)}`
      return `- ${offset} ${showInstant(createTime)} ${kind} ${quote(event.key)}${value === null ? '' : ` = ${quote(value)}`}${by}${only} (${of})`
    })
    const last = items.at(-1)
    const more = next === null || last === undefined ? [] : [`There are older ones: "before": ${last.offset}.`]
    const text = lines.length === 0 ? ['There are none.'] : [...lines, ...more]
    return { text: boundedLines(text, 'Give a smaller "limit".') }
  },
})
