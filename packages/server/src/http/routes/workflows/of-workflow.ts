import { pageQuerySchema } from '@aiflow/sdk/internal/api/server'
import { namespaceFilterSchema } from '@aiflow/sdk/internal/wire'
import * as z from 'zod'

/** Filters for a paged list of triggers or schedules. */
export const ofWorkflowQuerySchema = pageQuerySchema
  .extend({ namespace: namespaceFilterSchema, workflow: z.string().optional() })
  .strict()
