import * as z from 'zod'
import { taskStatusSchema, workflowStatusSchema } from '../model-schemas.ts'
import { namespaceFilterSchema } from '../names.ts'
import { beginOfStreamSchema, countSchema, idSchema, numberText, offsetSchema, timeSchema } from '../numbers.ts'

const common = {
  /** The place of the change in the log; the id of the message. */
  offset: offsetSchema,
  /** Milliseconds since the epoch. */
  time: timeSchema,
  namespace: z.string(),
  workflowName: z.string(),
  workflowExecutionId: idSchema,
}

/** One change of the status of a workflow execution or of a task execution; `from` is null if it is new. */
export const changeSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('workflowExecution'),
    ...common,
    status: workflowStatusSchema,
    from: workflowStatusSchema.nullable(),
  }),
  z.object({
    type: z.literal('taskExecution'),
    ...common,
    taskName: z.string(),
    sequenceNumber: countSchema,
    status: taskStatusSchema,
    from: taskStatusSchema.nullable(),
  }),
])

/**
 * `GET /api/v1/changes` (SSE): all changes of status, in one stream. As when listening, the id is the offset to
 * resume after.
 */
export const listenToChangesQuerySchema = z.object({
  namespace: namespaceFilterSchema,
  workflow: z.string().optional(),
  workflowExecutionId: numberText(1).optional(),
  from: beginOfStreamSchema,
})

/** `GET …/task-executions/:task/:sequence/logs/follow` (SSE): chunks of the log; the id is the offset to go on from. */
export const followLogsQuerySchema = z.object({
  /** In bytes; a negative number counts from the end. */
  offset: numberText(-Number.MAX_SAFE_INTEGER).default(0),
  /** The place of an item, from 0: needed for a task over a list, whose items have logs of their own. */
  item: numberText(0).optional(),
  /** 1, 2, …: this attempt only; by default the last one and all later ones. */
  attempt: numberText(1).optional(),
  /** Begin with this attempt, and continue with all later ones. */
  fromAttempt: numberText(1).optional(),
})

/** One change of the status of a workflow execution or of a task execution. `from` is null if it is new. */
export type Change = z.infer<typeof changeSchema>
