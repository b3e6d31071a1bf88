import { pageQuerySchema } from '@aiflow/sdk/internal/api/server'
import { namespaceFilterSchema } from '@aiflow/sdk/internal/wire'
import * as z from 'zod'

/** Filters of what belongs to a workflow, for a list with pages. */
export const ofWorkflowQuerySchema = pageQuerySchema
  .extend({ namespace: namespaceFilterSchema, workflow: z.string().optional() })
  .strict()
