import type { Json, WorkflowDefinition } from '@aiflow/sdk/internal'
import type { ControlRequest } from '../../log/control.ts'
import type { SnapshotRow, WorkflowRow } from '../../storage/rows.ts'
import { checkDefinition } from '../check-definition.ts'
import type { Step } from '../step.ts'
import { WorkflowLane } from '../workflow-lane.ts'
import { requireWorkflow } from './lookup.ts'
import { reconcileSchedules } from './schedules.ts'
import { reconcileTriggers } from './triggers.ts'

type Request<T extends ControlRequest['type']> = Extract<ControlRequest, { type: T }>

/** Stores a snapshot of each workflow of a bundle, all or none. The same content again changes nothing. */
export function upload(step: Step, request: Request<'upload'>): Json {
  for (const { definition } of request.definitions) checkDefinition(definition)
  const workflows = request.definitions.map(({ hash, definition }) => {
    addNamespace(step, definition.namespace)
    return storeWorkflow(step, {
      hash,
      namespace: definition.namespace,
      workflowName: definition.name,
      definition,
      bundleBlob: request.bundleBlob,
      source: request.source,
      files: request.files,
      createTime: step.now,
    })
  })
  return { workflows }
}

export function setWorkflowEnabled(step: Step, request: Request<'setWorkflowEnabled'>): Json {
  const workflow = requireWorkflow(step, request.namespace, request.workflow)
  if (workflow.row.enabled !== request.enabled) {
    replaceRow(step, workflow, { ...workflow.row, enabled: request.enabled, updateTime: step.now })
  }
  return { ...workflow.row }
}

function addNamespace(step: Step, name: string): void {
  if (step.world.namespaces.has(name)) return
  const row = { name, createTime: step.now }
  step.world.namespaces.set(name, row)
  step.changes.namespaces.set(name, row)
}

function storeWorkflow(step: Step, snapshot: SnapshotRow): Json {
  const existing = step.world.findWorkflow(snapshot.namespace, snapshot.workflowName)
  if (existing?.row.snapshotHash === snapshot.hash) return { ...existing.row, created: false, changed: false }
  step.changes.snapshots.set(snapshot.hash, snapshot)
  const plan = step.world.addSnapshot(snapshot)
  const workflow = existing ?? createWorkflow(step, snapshot.definition, snapshot.hash)
  workflow.plan = plan
  replaceRow(step, workflow, { ...workflow.row, snapshotHash: snapshot.hash, updateTime: step.now })
  reconcileTriggers(step, workflow)
  reconcileSchedules(step, workflow)
  return { ...workflow.row, created: existing === undefined, changed: true }
}

function createWorkflow(step: Step, definition: WorkflowDefinition, hash: string): WorkflowLane {
  const row: WorkflowRow = {
    id: ++step.world.counters.workflow,
    namespace: definition.namespace,
    name: definition.name,
    enabled: true,
    snapshotHash: hash,
    createTime: step.now,
    updateTime: step.now,
  }
  const workflow = new WorkflowLane(row, step.world.plan(hash), new Map(), [])
  step.world.addWorkflow(workflow)
  return workflow
}

function replaceRow(step: Step, workflow: WorkflowLane, row: WorkflowRow): void {
  workflow.row = row
  step.changes.workflows.set(row.id, row)
}
