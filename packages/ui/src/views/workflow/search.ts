import { WorkflowStatus } from '@aiflow/sdk'
import * as z from 'zod'
import { textSchema } from '../../app/address/search-schemas.ts'

export const WORKFLOW_TABS = ['graph', 'grid', 'rules', 'executions', 'starts', 'snapshots', 'source'] as const

export const workflowSearchSchema = z.object({
  /** The graph if absent. */
  tab: z.enum(WORKFLOW_TABS).optional().catch(undefined),
  /** The id of the selected box of the graph. */
  box: textSchema,
  /** Rules: only those of this task. */
  task: textSchema,
  /** Executions: only those with this status. */
  status: z.enum(WorkflowStatus.values).optional().catch(undefined),
  /** The snapshots to compare, the older one first. */
  from: textSchema,
  to: textSchema,
  /** The part to compare; the source if absent. */
  part: z.enum(['definition']).optional().catch(undefined),
  /** One below the other instead of side by side. */
  diff: z.enum(['unified']).optional().catch(undefined),
})

export type WorkflowSearch = z.infer<typeof workflowSearchSchema>
