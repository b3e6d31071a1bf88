import type { WorkflowDetail } from '@aiflow/sdk/client'
import type { WorkflowSearch } from './search.ts'

/** What each tab is given. */
export interface WorkflowTabProps {
  readonly workflow: WorkflowDetail
  readonly search: WorkflowSearch
  readonly onChange: (part: Partial<WorkflowSearch>) => void
}
