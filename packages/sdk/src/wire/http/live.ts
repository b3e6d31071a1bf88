import * as z from 'zod'
import { namespaceFilterSchema } from '../names.ts'
import { countSchema, idSchema, numberText, offsetSchema, timeSchema } from '../numbers.ts'
import { changeSchema } from './changes.ts'
import { serverInfoSchema } from './executions.ts'

/** `GET /api/v1/live` (SSE): what a page has to know so as to stay true, some times a second at most. */
export const listenToLiveQuerySchema = z.object({
  namespace: namespaceFilterSchema,
  /** The last offset that is known of: where more happened since, the first message says `missed`. */
  from: numberText(0).optional(),
})

export const liveMessageSchema = z.object({
  /** Everything up to it is told; the id of the message. */
  offset: offsetSchema,
  /** Of the server's clock, in milliseconds since the epoch. */
  time: timeSchema,
  /** Of statuses, in order; a bounded number of them. */
  changes: z.array(changeSchema),
  /** More happened than `changes` tells: what is shown should be read anew. */
  missed: z.boolean(),
  /** How many events came from outside and from tasks. */
  events: countSchema,
  /** How many changes were asked for: uploads, pauses, starts by hand … */
  controls: countSchema,
  /** How many reports of workers came in: a stop got further, an attempt began … */
  reports: countSchema.optional(),
  /** The ids of task executions that told of their work in numbers; a bounded number of them. */
  measured: z.array(idSchema).optional(),
  server: serverInfoSchema,
})

export type LiveMessage = z.infer<typeof liveMessageSchema>
