import * as z from 'zod'
import { eventSchema, storedJsonSchema } from '../model-schemas.ts'
import { namespaceFilterSchema } from '../names.ts'
import { countSchema, idSchema, numberText, offsetSchema, timeSchema } from '../numbers.ts'
import { pageQuerySchema } from './paging.ts'

/** An event that could not be processed. */
export const deadLetterSchema = z.object({
  id: idSchema,
  /** `rule`: a condition failed; `step`: the scheduler could not process the event. */
  source: z.enum(['rule', 'step']),
  namespace: z.string(),
  eventOffset: offsetSchema,
  workflowExecutionId: idSchema.nullable(),
  workflowName: z.string().nullable(),
  task: z.string().nullable(),
  rule: z.string().nullable(),
  error: z.string(),
  createTime: timeSchema,
  /** The number of tries in all. */
  tries: countSchema.default(1),
  /** When it last failed again, or null if it was not retried. */
  lastTryTime: timeSchema.nullable().default(null),
  /** The offset of a retry that waits for its turn, or null. */
  retryOffset: offsetSchema.nullable().default(null),
})

/** `GET /api/v1/dead-letters/:letter` */
export const deadLetterDetailSchema = deadLetterSchema.extend({
  /** Null if history no longer keeps it. */
  event: eventSchema.nullable(),
  /** What the condition saw besides the event: states and the statuses of tasks. */
  context: storedJsonSchema,
})

/** Which dead letters: all if nothing is given. */
export const deadLetterFilterSchema = z
  .object({
    namespace: namespaceFilterSchema,
    workflow: z.string().optional(),
    workflowExecutionId: numberText(1).optional(),
    task: z.string().optional(),
    rule: z.string().optional(),
  })
  .strict()

/** `GET /api/v1/dead-letters` */
export const listDeadLettersQuerySchema = deadLetterFilterSchema.extend(pageQuerySchema.shape).strict()

/** `POST /api/v1/dead-letters/:letter/retry`: its result. A dead letter that fails again stays. */
export const retryDeadLetterResponseSchema = z.object({
  id: idSchema,
  outcome: z.enum(['fired', 'ignored', 'not met', 'processed', 'failed']),
  reason: z.string().nullable(),
})

/** `DELETE /api/v1/dead-letters/:letter` */
export const dropDeadLetterResponseSchema = z.object({ dropped: countSchema })

/** `POST /api/v1/dead-letters/(retry|drop)`: one slice, and the cursor of the next one, or null. */
export const retryDeadLettersResponseSchema = z.object({
  retried: countSchema,
  refused: countSchema,
  next: z.string().nullable(),
})
export const dropDeadLettersResponseSchema = z.object({ dropped: countSchema, next: z.string().nullable() })

/** Which dead letters a slice is about. The cursor is `next` of the previous slice. */
export const deadLetterSliceQuerySchema = deadLetterFilterSchema.extend({ cursor: z.string().optional() }).strict()

/** An event that a rule or the scheduler could not process, with the error. */
export type DeadLetter = z.infer<typeof deadLetterSchema>
/** A dead letter with its event, and with what the condition saw. */
export type DeadLetterDetail = z.infer<typeof deadLetterDetailSchema>
/** Which dead letters are meant. A filter that is left out matches all. */
export type DeadLetterFilter = z.infer<typeof deadLetterFilterSchema>
/** What became of a dead letter that was processed again. */
export type RetryDeadLetterResponse = z.infer<typeof retryDeadLetterResponseSchema>
