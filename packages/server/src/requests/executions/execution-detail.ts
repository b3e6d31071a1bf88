import { type WorkflowExecutionDetail, workflowExecutionDetailSchema } from '@aiflow/sdk/internal/api/executions'
import type { Page } from '@aiflow/sdk/internal/api/server'
import { MAX_PAGE_TASKS } from '@aiflow/sdk/internal/limits'
import { laneId } from '../../model/lane-id.ts'
import type { PageRequest } from '../../storage/reads/page-request.ts'
import type { WorkflowExecutionRow } from '../../storage/rows.ts'
import type { RequestDependencies } from '../dependencies.ts'
import { withBoundedTrigger } from './bounded-trigger.ts'
import { findExecution } from './find-execution.ts'
import { openCircuitsOf } from './open-circuits.ts'
import { withWaitingReason } from './waiting-reason.ts'

type Dependencies = Pick<RequestDependencies, 'storage' | 'live'>
type TaskOfExecution = WorkflowExecutionDetail['tasks'][number]

const NO_TASKS: Page<TaskOfExecution> = { items: [], next: null }

/** A workflow execution, with its first tasks if wanted. Throws `WORKFLOW_EXECUTION_NOT_FOUND`. */
export async function readExecution(
  dependencies: Dependencies,
  id: number,
  { withTasks }: { readonly withTasks: boolean },
): Promise<WorkflowExecutionDetail> {
  const { storage, live } = dependencies
  const execution = await findExecution(storage, id)
  const [{ items, next }, circuits] = await Promise.all([
    withTasks ? tasksOf(dependencies, execution, { limit: MAX_PAGE_TASKS }) : NO_TASKS,
    storage.lanes.circuits([laneId.ofExecution(id)]),
  ])
  const detail = {
    ...execution,
    tasks: items,
    nextTasks: next,
    circuits: openCircuitsOf(circuits),
    blocked: live.blocked(id),
  }
  return workflowExecutionDetailSchema.parse(withBoundedTrigger(detail, `/api/v1/workflow-executions/${id}/trigger`))
}

/** The tasks of a workflow execution in the order of its definition, with their latest executions. */
export async function tasksOf(
  { storage, live }: Dependencies,
  { id, snapshotHash }: WorkflowExecutionRow,
  page: PageRequest,
): Promise<Page<TaskOfExecution>> {
  const [snapshot, pending] = await Promise.all([
    storage.snapshots.find(snapshotHash),
    storage.tasks.countPendingStarts(id),
  ])
  const tasks = snapshot?.definition.tasks.map(({ name }) => name) ?? []
  const { items, next } = await storage.tasks.latest({ workflowExecutionId: id, tasks }, page)
  const told = items.map(({ name, latest }) => ({
    name,
    latest: latest === null ? null : withWaitingReason(live, latest),
    pendingStarts: pending.get(name) ?? 0,
  }))
  return { items: told, next }
}
