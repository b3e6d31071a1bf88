import * as z from 'zod'
import { namespaceFilterSchema } from '../names.ts'
import { countSchema, idSchema, numberText, offsetSchema, timeSchema } from '../numbers.ts'
import { changeSchema } from './changes.ts'
import { serverInfoSchema } from './executions.ts'

/** `GET /api/v1/live` (SSE): what a page needs in order to stay up to date, a few times a second at most. */
export const listenToLiveQuerySchema = z.object({
  namespace: namespaceFilterSchema,
  /** The last known offset. If more has happened since, the first message says `missed`. */
  from: numberText(0).optional(),
})

export const liveMessageSchema = z.object({
  /** The offset up to which the message is complete; also the id of the message. */
  offset: offsetSchema,
  /** Of the server's clock, in milliseconds since the epoch. */
  time: timeSchema,
  /** Of statuses, in order; a bounded number of them. */
  changes: z.array(changeSchema),
  /** Whether more happened than `changes` lists. Then what is shown should be read again. */
  missed: z.boolean(),
  /** The number of events from outside and from tasks. */
  events: countSchema,
  /** The number of requested changes: uploads, pauses, starts by hand … */
  controls: countSchema,
  /** The number of reports of workers: progress of a stop, begin of an attempt … */
  reports: countSchema.optional(),
  /** Ids of task executions that reported metrics; a bounded number of them. */
  measured: z.array(idSchema).optional(),
  server: serverInfoSchema,
})

/** What has happened since the message before, for a page that stays up to date. */
export type LiveMessage = z.infer<typeof liveMessageSchema>
