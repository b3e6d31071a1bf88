import * as z from 'zod'
import { taskActionSchema } from '../model-schemas.ts'

/** What a rule made of an event. */
export const verdictSchema = z.object({
  id: z.int(),
  eventOffset: z.int(),
  /** Null for a trigger of a workflow. */
  task: z.string().nullable(),
  rule: z.string(),
  verdict: z.enum(['fired', 'ignored', 'overruled', 'failed']),
  /** Null where the rule starts a workflow execution. */
  action: taskActionSchema.nullable(),
  reason: z.string().nullable(),
  resultId: z.int().nullable(),
  createTime: z.int(),
})

/** How often a rule was asked and not met, and why the last time. */
export const notMetSchema = z.object({
  task: z.string().nullable(),
  rule: z.string(),
  count: z.int(),
  lastOffset: z.int(),
  reason: z.string(),
})

/** `GET /api/v1/workflow-executions/:id/verdicts`, newest first. */
export const verdictsResponseSchema = z.object({
  items: z.array(verdictSchema),
  next: z.string().nullable(),
  notMet: z.array(notMetSchema),
})

export type VerdictResource = z.infer<typeof verdictSchema>
export type NotMetResource = z.infer<typeof notMetSchema>
export type VerdictsResponse = z.infer<typeof verdictsResponseSchema>
