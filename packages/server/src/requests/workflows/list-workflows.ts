import type { Page } from '@aiflow/sdk/internal/api/server'
import type { RecentExecution } from '@aiflow/sdk/internal/api/workflows'
import { workflowNotFound } from '../../log/not-found.ts'
import type { PageRequest } from '../../storage/reads/page-request.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import type { WorkflowListFilter, WorkflowName } from '../../storage/reads/workflow-reads.ts'
import type { SnapshotSummary, WorkflowRow } from '../../storage/rows.ts'

type ListedWorkflow = WorkflowRow & { readonly recent?: readonly RecentExecution[] | undefined }

export interface WorkflowsQuery extends WorkflowListFilter {
  /** Number of newest executions to list with each workflow; none if omitted. */
  readonly recent?: number | undefined
}

/** By namespace and name. */
export async function listWorkflows(
  storage: Pick<ReadStorage, 'workflows' | 'executions'>,
  { recent, ...filter }: WorkflowsQuery,
  page: PageRequest,
): Promise<Page<ListedWorkflow>> {
  const { items, next } = await storage.workflows.list(filter, page)
  if (recent === undefined) return { items, next }
  const executions = await storage.executions.recent(items, recent)
  return { items: items.map((item, index) => ({ ...item, recent: executions[index] })), next }
}

/** Newest first. Throws `WORKFLOW_NOT_FOUND`. */
export async function listSnapshots(
  storage: Pick<ReadStorage, 'workflows' | 'snapshots'>,
  of: WorkflowName,
  page: PageRequest,
): Promise<Page<SnapshotSummary>> {
  const { namespace, name } = of
  if ((await storage.workflows.find(namespace, name)) === null) throw workflowNotFound(namespace, name)
  return storage.snapshots.list({ namespace, workflow: name }, page)
}
