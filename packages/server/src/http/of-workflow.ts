import * as z from 'zod'

/** Filters of what belongs to a workflow. */
export const ofWorkflowQuerySchema = z
  .object({ namespace: z.string().optional(), workflow: z.string().optional() })
  .strict()
