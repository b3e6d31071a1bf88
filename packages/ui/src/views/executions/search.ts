import { ExecutionType, WorkflowStatus } from '@aiflow/sdk'
import * as z from 'zod'
import { sinceSchema, textSchema } from '../../app/address/search-schemas.ts'

/** Every filter is part of the address. */
export const executionsSearchSchema = z.object({
  workflow: textSchema,
  status: z.enum(WorkflowStatus.values).optional().catch(undefined),
  type: z.enum(ExecutionType.values).optional().catch(undefined),
  /** The id of a backfill. */
  backfill: z.int().positive().optional().catch(undefined),
  /** Labels that its workflow has, such as `team=data,tier=1`. */
  labels: textSchema,
  /** Began within the last hour, day or week. */
  since: sinceSchema,
})

export type ExecutionsSearch = z.infer<typeof executionsSearchSchema>
