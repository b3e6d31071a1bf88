import * as z from 'zod'
import { textSchema } from '../../app/address/search-schemas.ts'

export const workflowsSearchSchema = z.object({
  /** A part of the name. */
  name: textSchema,
  state: z.enum(['enabled', 'disabled']).optional().catch(undefined),
})

export type WorkflowsSearch = z.infer<typeof workflowsSearchSchema>
