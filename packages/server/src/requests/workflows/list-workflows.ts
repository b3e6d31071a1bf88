import type { Page } from '@aiflow/sdk/internal/api/server'
import type { RecentExecution } from '@aiflow/sdk/internal/api/workflows'
import type { SnapshotSummary, WorkflowRow } from '../../storage/rows.ts'
import type { PageRequest, ReadStorage, WorkflowListFilter, WorkflowName } from '../../storage/storage.ts'
import { workflowNotFound } from './workflow-detail.ts'

type ListedWorkflow = WorkflowRow & { readonly recent?: readonly RecentExecution[] | undefined }

export interface WorkflowsQuery extends WorkflowListFilter {
  /** How many of its newest executions to list with each workflow; none if omitted. */
  readonly recent?: number | undefined
}

/** In the order of namespace and name. */
export async function listWorkflows(
  storage: Pick<ReadStorage, 'listWorkflows' | 'listRecentExecutions'>,
  { recent, ...filter }: WorkflowsQuery,
  page: PageRequest,
): Promise<Page<ListedWorkflow>> {
  const { items, next } = await storage.listWorkflows(filter, page)
  if (recent === undefined) return { items, next }
  const executions = await storage.listRecentExecutions(items, recent)
  return { items: items.map((item, index) => ({ ...item, recent: executions[index] })), next }
}

/** Newest first. Throws `WORKFLOW_NOT_FOUND`. */
export async function listSnapshots(
  storage: Pick<ReadStorage, 'findWorkflow' | 'listSnapshots'>,
  of: WorkflowName,
  page: PageRequest,
): Promise<Page<SnapshotSummary>> {
  const { namespace, name } = of
  if ((await storage.findWorkflow(namespace, name)) === null) throw workflowNotFound(of)
  return storage.listSnapshots({ namespace, workflow: name }, page)
}
