import { WorkflowStatus } from '@aiflow/sdk'
import * as z from 'zod'
import { textSchema } from '../../app/address/search-schemas.ts'

export const WORKFLOW_TABS = ['graph', 'rules', 'executions', 'starts', 'snapshots', 'source'] as const

export const workflowSearchSchema = z.object({
  /** The graph where it is not said. */
  tab: z.enum(WORKFLOW_TABS).optional().catch(undefined),
  /** What is looked at more closely: the id of a box of the graph. */
  box: textSchema,
  /** Of the rules: those of this task alone. */
  task: textSchema,
  /** Of the executions. */
  status: z.enum(WorkflowStatus).optional().catch(undefined),
  /** Snapshots that are compared, the older one first. */
  from: textSchema,
  to: textSchema,
  /** What is shown of them: the source where it is not said. */
  part: z.enum(['definition']).optional().catch(undefined),
  /** One below the other instead of side by side. */
  diff: z.enum(['unified']).optional().catch(undefined),
})

export type WorkflowSearch = z.infer<typeof workflowSearchSchema>
