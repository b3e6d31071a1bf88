import * as z from 'zod'
import { MAX_APPROVAL_COMMENT } from '../../model/limits.ts'
import { jsonObjectSchema, storedJsonObjectSchema } from '../model-schemas.ts'
import { namespaceFilterSchema, storedNameSchema, wellFormedSchema } from '../names.ts'
import { countSchema, idSchema, ordinalSchema, timeSchema } from '../numbers.ts'

/** `GET /api/v1/approvals` and `GET /api/v1/workflow-executions/:id/approvals`: oldest first. */
export const listApprovalsQuerySchema = z.object({ namespace: namespaceFilterSchema })

/** A task that waits for the answer of a person. */
export const approvalSchema = z.object({
  namespace: z.string(),
  workflowName: z.string(),
  workflowExecutionId: idSchema,
  taskExecutionId: idSchema,
  taskName: z.string(),
  sequenceNumber: countSchema,
  message: z.string(),
  choices: z.array(z.object({ name: z.string(), fails: z.boolean() })),
  /** The tokens that may answer; null for every token that may operate the workflow. */
  approvers: z.array(z.string()).nullable(),
  /** JSON Schema of the values that an answer brings; null where it brings none. */
  parameters: storedJsonObjectSchema.nullable(),
  /** Since when it waits, in milliseconds since the epoch. */
  beginTime: timeSchema,
  /** Until when it waits; null without a limit. */
  dueTime: timeSchema.nullable(),
  /** What stands for an answer that does not come in time; null if the task fails then. */
  onTimeout: z.string().nullable(),
})

/** `POST /api/v1/workflow-executions/:id/tasks/:task/answer` */
export const answerRequestSchema = z
  .object({
    choice: storedNameSchema,
    comment: wellFormedSchema.max(MAX_APPROVAL_COMMENT).optional(),
    parameters: jsonObjectSchema.optional(),
    /** Of the run of the task that asks. Another run may ask something else. */
    sequenceNumber: ordinalSchema,
  })
  .strict()

export const answerResponseSchema = z.object({
  sequenceNumber: countSchema,
  choice: z.string(),
  /** What the answer made of the task. */
  status: z.enum(['SUCCESS', 'FAILED']),
})

/** A task that waits for the answer of a person, and what it asks. */
export type ApprovalResource = z.infer<typeof approvalSchema>
/** What an answer made of the task. */
export type ApprovalAnswerResult = z.infer<typeof answerResponseSchema>
