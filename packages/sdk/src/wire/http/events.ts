import * as z from 'zod'
import { eventSchema, jsonSchema, taskStatusSchema } from '../model-schemas.ts'
import {
  fitsBytes,
  MAX_CONTEXT_BYTES,
  MAX_KEY_BYTES,
  MAX_VALUE_BYTES,
  namespaceFilterSchema,
  storedNameSchema,
  wellFormedSchema,
} from '../names.ts'
import { beginOfStreamSchema, countSchema, idSchema, numberText, offsetSchema } from '../numbers.ts'

const bounded = (maxBytes: number) =>
  wellFormedSchema.refine((text) => fitsBytes(text, maxBytes), {
    error: `must be at most ${maxBytes} bytes of UTF-8`,
    params: { maxBytes },
  })

const KEY_RULE = `must be 1 to ${MAX_KEY_BYTES} bytes of UTF-8`
const keySchema = bounded(MAX_KEY_BYTES).min(1)

export const newEventSchema = z
  .object({
    key: keySchema,
    value: bounded(MAX_VALUE_BYTES).nullable().default(null),
    namespace: storedNameSchema.optional(),
    sender: bounded(MAX_KEY_BYTES).nullable().default(null),
    context: bounded(MAX_CONTEXT_BYTES).nullable().default(null),
    /** Only this workflow execution sees the event; it must be of the same namespace. */
    workflowExecutionId: idSchema.nullable().default(null),
    /**
     * Scoped by principal and sender. An event with a key that was used before is not stored again, and returns the
     * first offset.
     */
    idempotencyKey: wellFormedSchema.min(1).max(256).optional(),
  })
  .strict()

/** `POST /api/v1/events` takes one event or a batch. A batch is stored whole or not at all. */
export const sendEventsRequestSchema = z.union([
  z.object({ events: z.array(newEventSchema).min(1).max(10_000) }).strict(),
  newEventSchema,
])

export const sendEventsResponseSchema = z.object({
  offsets: z.array(z.object({ offset: offsetSchema, duplicate: z.boolean() })),
})

/** An event must match all filters that are given. */
export const eventFilterSchema = z.object({
  namespace: namespaceFilterSchema,
  key: z.string().optional(),
  sender: z.string().optional(),
  principal: z.string().optional(),
  kind: z.enum(['user', 'control', 'report', 'timer', 'status']).optional(),
  /** Without `kind`, control, report and timer events are left out unless this is set. */
  all: z.stringbool().default(false),
  workflowExecutionId: numberText(1).optional(),
  /** Exclusive. */
  beginOffset: numberText(0).default(0),
  /** Inclusive. */
  endOffset: numberText(0).optional(),
  /** Inclusive, milliseconds since the epoch or ISO 8601; ignored unless `beginOffset` is 0. */
  beginTime: z.string().optional(),
})

/** `GET /api/v1/events`, oldest first by default. */
export const listEventsQuerySchema = eventFilterSchema.extend({
  limit: numberText(1, 10_000).default(100),
  newestFirst: z.stringbool().default(false),
})

/** `next` is the `beginOffset` (or, newest first, the `endOffset`) of the following page, or null on the last page. */
export const listEventsResponseSchema = z.object({ items: z.array(eventSchema), next: offsetSchema.nullable() })

/** `GET /api/v1/events/count` */
export const countEventsResponseSchema = z.object({
  count: countSchema,
  bySender: z.array(z.object({ sender: z.string().nullable(), count: countSchema })),
})

/** `GET /api/v1/events/offset?time=…`: the greatest offset at or before a time, 0 if none. */
export const offsetOfTimeResponseSchema = z.object({ offset: offsetSchema })

/**
 * `GET /api/v1/events/listen` (SSE): `key` repeats; `from=now` or an offset (exclusive). The SSE id is the offset. Messages
 * named `position` have only an id: everything up to it was checked, and listening may resume there.
 */
export const listenQuerySchema = z.object({
  namespace: namespaceFilterSchema,
  /** A key that no event can have is refused, because waiting for it would be in vain. */
  key: z.union([keySchema, z.array(keySchema)], { error: KEY_RULE }).optional(),
  sender: z.string().optional(),
  principal: z.string().optional(),
  workflowExecutionId: numberText(1).optional(),
  from: beginOfStreamSchema,
  beginTime: z.string().optional(),
  all: z.stringbool().default(false),
})

/** `PUT /api/v1/task/handle`, with a task token: durable when it answers. */
export const putHandleRequestSchema = z.object({ handle: jsonSchema }).strict()

/** `GET|PUT /api/v1/task/state/:name`, with a task token; null clears. */
export const stateValueSchema = z.object({ value: jsonSchema }).strict()

/** `GET /api/v1/task/statuses`, with a task token: of the latest execution of each task, null if it never ran. */
export const taskStatusesResponseSchema = z.object({ statuses: z.record(z.string(), taskStatusSchema.nullable()) })

/** An event to send. */
export type NewEvent = z.input<typeof newEventSchema>
export type ParsedNewEvent = z.output<typeof newEventSchema>
/** A page of events. `next` is null on the last page. */
export type ListEventsResponse = z.infer<typeof listEventsResponseSchema>
export type ListenQuery = z.output<typeof listenQuerySchema>
/** The offsets of the events that were sent, in their order. */
export type SendEventsResponse = z.infer<typeof sendEventsResponseSchema>
export type EventFilter = z.output<typeof eventFilterSchema>
/** How many events match, and how many of them each sender sent. */
export type CountEventsResponse = z.infer<typeof countEventsResponseSchema>
