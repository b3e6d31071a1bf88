import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { abortedAfter } from '@aiflow/sdk/internal/time'
import * as z from 'zod'
import type { Answer } from '../../answers/answer.ts'
import { namespaceField } from '../../arguments/fields.ts'
import { placeOf, placeSchema } from '../../arguments/place.ts'
import { defineTool } from '../tool.ts'
import { awaitEnd } from './await-end.ts'
import { awaitEvent } from './await-event.ts'
import type { Awaiting } from './awaiting.ts'

/** Many clients give up on a call after a minute. */
const LONGEST_SECONDS = 55

const input = z.strictObject({
  id: placeSchema.optional(),
  key: z.string().min(1).max(1000).optional().describe('Instead of "id": wait for the next event with this key'),
  namespace: namespaceField,
  after: z.int().min(0).optional().describe('Only an event after this offset, which may have come already'),
  seconds: z.int().min(1).max(LONGEST_SECONDS).default(LONGEST_SECONDS).describe('How long to wait at most'),
})

export const waitFor = defineTool({
  name: 'wait_for',
  title: 'Wait for an end or an event',
  description: `Waits until a workflow execution or a task execution has ended, or until an event with a key comes. Waits at most ${LONGEST_SECONDS} seconds; then "isOver" is false, and you may call again.`,
  effect: 'read',
  input,
  output: z.object({
    isOver: z.boolean(),
    status: z.string().optional(),
    reason: z.string().optional(),
    offset: z.number().optional(),
  }),
  call: ({ id, key, namespace, after, seconds }, { client, signal, waits, caller }) =>
    waits.hold(caller.name, async () => {
      const time = abortedAfter(seconds * 1000)
      const awaiting = { client, signal, until: AbortSignal.any([signal, time]) }
      const answer = await answerOf({ id, key, namespace: namespace ?? caller.namespace, after }, awaiting)
      // The caller itself has gone.
      signal.throwIfAborted()
      return answer
    }),
})

async function answerOf(
  { id, key, namespace, after }: Pick<z.output<typeof input>, 'id' | 'key' | 'after'> & { readonly namespace: string },
  awaiting: Awaiting,
): Promise<Answer> {
  if (id !== undefined && key === undefined) return awaitEnd(placeOf(id), awaiting)
  if (key !== undefined && id === undefined) return awaitEvent({ key, namespace, after }, awaiting)
  throw new AIFlowError('INVALID_ARGUMENT', 'Give either "id", to wait for an end, or "key", to wait for an event.')
}
