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
  /** How often it was tried in all. */
  tries: countSchema.default(1),
  /** When it was tried again and failed again, null where that was not tried. */
  lastTryTime: timeSchema.nullable().default(null),
  /** The request to try again that waits for its turn, null where none does. */
  retryOffset: offsetSchema.nullable().default(null),
})

/** `GET /api/v1/dead-letters/:letter` */
export const deadLetterDetailSchema = deadLetterSchema.extend({
  /** Null where history has passed over it. */
  event: eventSchema.nullable(),
  /** What the condition saw beside the event: states and the statuses of tasks. */
  context: storedJsonSchema,
})

/** Which of them: all where nothing is given. */
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

/** `POST /api/v1/dead-letters/:letter/retry`: what became of it. Where it failed again it stays. */
export const retryDeadLetterResponseSchema = z.object({
  id: idSchema,
  outcome: z.enum(['fired', 'ignored', 'not met', 'processed', 'failed']),
  reason: z.string().nullable(),
})

/** `DELETE /api/v1/dead-letters/:letter` */
export const dropDeadLetterResponseSchema = z.object({ dropped: countSchema })

/** `POST /api/v1/dead-letters/(retry|drop)`: one slice, and where the next one begins, null where there is none. */
export const retryDeadLettersResponseSchema = z.object({
  retried: countSchema,
  refused: countSchema,
  next: z.string().nullable(),
})
export const dropDeadLettersResponseSchema = z.object({ dropped: countSchema, next: z.string().nullable() })

/** Which of them a slice is about; the cursor is `next` of the slice before. */
export const deadLetterSliceQuerySchema = deadLetterFilterSchema.extend({ cursor: z.string().optional() }).strict()

export type DeadLetter = z.infer<typeof deadLetterSchema>
export type DeadLetterDetail = z.infer<typeof deadLetterDetailSchema>
export type DeadLetterFilter = z.infer<typeof deadLetterFilterSchema>
export type RetryDeadLetterResponse = z.infer<typeof retryDeadLetterResponseSchema>
