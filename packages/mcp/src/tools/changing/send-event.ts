import * as z from 'zod'
import { idempotencyKeyField, namespaceField } from '../../arguments/fields.ts'
import { defineTool } from '../tool.ts'

/** Who such events say that they are from. Their principal is the token. */
const SENDER = 'mcp'

export const sendEvent = defineTool({
  name: 'send_event',
  title: 'Send an event',
  description:
    'Sends an event to the log. Rules and triggers that wait for its key start, stop or restart what they are about; what_did_event_cause shows what came of it.',
  effect: 'change',
  input: z.strictObject({
    key: z.string().min(1).max(1024),
    value: z.string().max(100_000).optional().describe('A text; often JSON'),
    namespace: namespaceField,
    execution: z.int().min(1).optional().describe('Only this workflow execution sees it'),
    idempotency_key: idempotencyKeyField,
  }),
  output: z.object({ offset: z.number(), isRepetition: z.boolean() }),
  call: async ({ key, value, namespace, execution, idempotency_key: idempotencyKey }, { client, signal, caller }) => {
    const event = {
      key,
      namespace: namespace ?? caller.namespace,
      value: value ?? null,
      sender: SENDER,
      workflowExecutionId: execution ?? null,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    }
    const { offset, duplicate } = await client().events.send(event, { signal })
    const text = duplicate
      ? `This event was sent before, with the same idempotency key, at offset ${offset}. It was not sent again.`
      : `The event was stored at offset ${offset}.`
    return { text, data: { offset, isRepetition: duplicate } }
  },
})
