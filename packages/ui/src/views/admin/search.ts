import * as z from 'zod'
import { sinceSchema, textSchema } from '../../app/address/search-schemas.ts'

export const auditSearchSchema = z.object({
  sender: textSchema,
  /** The token or task that made the request, such as `token:ci`. */
  principal: textSchema,
  action: textSchema,
  since: sinceSchema,
  /** Includes requests by tasks. */
  all: z.boolean().optional().catch(undefined),
})

export type AuditSearch = z.infer<typeof auditSearchSchema>
