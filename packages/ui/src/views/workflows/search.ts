import * as z from 'zod'
import { textSchema } from '../../app/address/search-schemas.ts'

export const workflowsSearchSchema = z.object({
  /** A part of the name. */
  name: textSchema,
  /** The person or team that owns it. */
  owner: textSchema,
  /** Labels that it has, such as `team=data,tier=1`. */
  labels: textSchema,
  state: z.enum(['enabled', 'disabled']).optional().catch(undefined),
})

export type WorkflowsSearch = z.infer<typeof workflowsSearchSchema>
