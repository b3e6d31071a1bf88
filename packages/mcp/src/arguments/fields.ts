import { DURATION_RULE, parseDurationText, parseTimeText, TIME_RULE } from '@aiflow/sdk/internal/time'
import * as z from 'zod'

/* Fields that several tools take. */

const name = z.string().min(1).max(255)

export const namespaceField = name
  .optional()
  .describe('Namespace of the workflow or event; may be left out if there is one for you')

export const namespaceFilterField = name
  .optional()
  .describe('Only this namespace; all that the token may see by default')

export const workflowField = name.describe('Name of the workflow; list_workflows lists them')

export const workflowFilterField = name.optional().describe('Only executions of this workflow')

export const limitField = (byDefault: number, most: number) =>
  z.int().min(1).max(most).default(byDefault).describe('Maximum number of items')

/** A time, or an age such as `2h`. */
export const sinceField = z
  .string()
  .max(64)
  .refine((text) => timeOf(text) !== null, { error: `must be ${TIME_RULE}, or an age: ${DURATION_RULE}` })
  .optional()

export const idempotencyKeyField = z
  .string()
  .min(1)
  .max(200)
  // It becomes a header.
  .refine((key) => /^[\x21-\x7e]*$/.test(key), { error: 'must be ASCII without spaces' })
  .optional()
  .describe('Choose one for each thing that you want to happen. A repeated call with the same key does it only once')

/** The time that `sinceField` names, in milliseconds since the epoch. */
export function timeOf(since: string): number | null {
  const age = parseDurationText(since)
  return age === null ? parseTimeText(since, 'UTC') : Date.now() - age
}
