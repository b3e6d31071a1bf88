import * as z from 'zod'
import { taskActionSchema } from '../model-schemas.ts'
import { countSchema, idSchema, numberText, offsetSchema, timeSchema } from '../numbers.ts'
import { pageQuerySchema } from './paging.ts'

/** What a condition saw besides its event; kept with the verdict, in short. */
export const verdictSawSchema = z.object({
  /** The newest events of those that met the condition together, by their offsets, the deciding one last. */
  offsets: z.array(offsetSchema).optional(),
  /** The states that a condition with code changed, with their values as JSON that may be cut short. */
  states: z
    .array(z.object({ name: z.string(), before: z.string().nullable(), after: z.string().nullable() }))
    .optional(),
  /** The task execution whose end the start waits for. */
  waitsFor: z.string().optional(),
})

/** The result of a rule for an event. */
export const verdictSchema = z.object({
  id: idSchema,
  eventOffset: offsetSchema,
  /** Null for a trigger of a workflow. */
  task: z.string().nullable(),
  rule: z.string(),
  verdict: z.enum(['fired', 'ignored', 'overruled', 'failed']),
  /** Null if the rule starts a workflow execution. */
  action: taskActionSchema.nullable(),
  reason: z.string().nullable(),
  resultId: idSchema.nullable(),
  saw: verdictSawSchema.nullable().optional(),
  createTime: timeSchema,
})

/** How often a rule was evaluated and not met, and the reason of the last time. */
export const notMetSchema = z.object({
  task: z.string().nullable(),
  rule: z.string(),
  count: countSchema,
  lastOffset: offsetSchema,
  reason: z.string(),
})

export const verdictsQuerySchema = pageQuerySchema.extend({
  task: z.string().optional(),
  /** Only verdicts on the event with this offset. Rules that it did not meet are listed one by one. */
  event: numberText(1).optional(),
})

/** `GET /api/v1/workflow-executions/:id/verdicts`, newest first. */
export const verdictsResponseSchema = z.object({
  items: z.array(verdictSchema),
  next: z.string().nullable(),
  notMet: z.array(notMetSchema),
  /** For one event: the rules that have not judged it yet. */
  waiting: z.array(z.object({ task: z.string().nullable(), rule: z.string() })).optional(),
})

export type VerdictSaw = z.infer<typeof verdictSawSchema>
/** What a rule made of an event. */
export type VerdictResource = z.infer<typeof verdictSchema>
export type NotMetResource = z.infer<typeof notMetSchema>
/** A page of verdicts, with the rules that were not met. */
export type VerdictsResponse = z.infer<typeof verdictsResponseSchema>
