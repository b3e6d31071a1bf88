import { numberText } from '@aiflow/sdk/internal/wire'
import * as z from 'zod'

const id = numberText(1)

/** Names in a path may be any text. They are only compared with stored names: an unknown one is not found. */
export const namespaceParamsSchema = z.object({ namespace: z.string() })
export const workflowParamsSchema = z.object({ namespace: z.string(), name: z.string() })
export const namedOfWorkflowParamsSchema = z.object({ namespace: z.string(), workflow: z.string(), name: z.string() })
export const eventParamsSchema = z.object({ event: id })
export const executionParamsSchema = z.object({ id })
export const backfillParamsSchema = z.object({ backfill: id })
export const letterParamsSchema = z.object({ letter: id })
export const ruleParamsSchema = z.object({ id, task: z.string(), rule: z.string() })
export const taskParamsSchema = z.object({ id, task: z.string() })
export const itemParamsSchema = z.object({ item: numberText(0) })
export const taskExecutionParamsSchema = z.object({ id, task: z.string(), sequence: id })
