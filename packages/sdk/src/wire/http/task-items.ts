import * as z from 'zod'
import { outcomeSchema, stopPhaseSchema } from '../attempt.ts'
import { storedJsonSchema, taskStatusSchema } from '../model-schemas.ts'
import { countSchema, dueTimeSchema, timeSchema } from '../numbers.ts'
import { previousAttemptSchema } from './executions.ts'

const itemStatusSchema = z.enum(['NOT_BEGUN', ...taskStatusSchema.options])

/** An item of a task over a list. It is NOT_BEGUN until it begins; the other statuses are those of tasks. */
export const taskItemSchema = z.object({
  /** Its place in the list, from 0. */
  index: countSchema,
  status: itemStatusSchema,
  /** Its value; absent if it is too large for a list. */
  item: storedJsonSchema.optional(),
  attemptNumber: countSchema,
  attemptId: z.string().nullable(),
  workerId: z.string().nullable(),
  beginTime: timeSchema.nullable(),
  endTime: timeSchema.nullable(),
  retryTime: dueTimeSchema.nullable(),
  stopPhase: stopPhaseSchema.nullable(),
  stopError: z.string().nullable(),
  /** How the last attempt ended. A list leaves out outputs. */
  outcome: outcomeSchema.nullable(),
  previousAttempts: z.array(previousAttemptSchema),
})

/** `GET …/task-executions/:task/:sequence/items`, in the order of the list. */
export const listItemsQuerySchema = z.object({ status: itemStatusSchema.optional() })

/** An item of a task over a list. */
export type TaskItemResource = z.infer<typeof taskItemSchema>
