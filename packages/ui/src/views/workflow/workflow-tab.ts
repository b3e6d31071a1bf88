import type { WorkflowDetail } from '@aiflow/sdk/client'
import type { WorkflowSearch } from './search.ts'

/** The props of each tab. */
export interface WorkflowTabProps {
  readonly workflow: WorkflowDetail
  readonly search: WorkflowSearch
  readonly onChange: (part: Partial<WorkflowSearch>) => void
}
