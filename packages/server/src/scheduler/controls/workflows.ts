import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import type { ControlRequest } from '../../log/control.ts'
import { checkDefinition } from '../../rules/upload/check-definition.ts'
import { warningsOf } from '../../rules/upload/definition-warnings.ts'
import { checkUploadWeight } from '../../rules/upload/upload-weight.ts'
import { EMPTY_INBOX } from '../../storage/image.ts'
import type { SnapshotRow, UploadedDefinition, WorkflowRow } from '../../storage/rows.ts'
import { wakeBackfills } from '../backfills/wake-backfills.ts'
import { admitNext } from '../executions/admission.ts'
import { releaseAllKept } from '../judging/fan-in.ts'
import type { Step } from '../step.ts'
import { WorkflowLane } from '../world/workflow-lane.ts'
import { requireVersion, requireWorkflow } from './lookup.ts'
import { ensureNamespace } from './namespaces.ts'
import { requirePools } from './pools.ts'
import { reconcileSchedules } from './schedules.ts'
import { reconcileTriggers } from './triggers.ts'

type Request<T extends ControlRequest['type']> = Extract<ControlRequest, { type: T }>

/**
 * Stores a snapshot of each workflow of a bundle, all or none. The same content again changes nothing. An upload into
 * several namespaces has one event per namespace in the same commit, and each of them checks all parts.
 */
export function upload(step: Step, request: Request<'upload'>): Json {
  const all = step.event.aside?.definitions ?? request.definitions
  checkUploadWeight(all.map(({ definition }) => definition))
  checkDefinitions(step, request.definitions)
  checkOtherParts(
    step,
    all.filter((other) => !request.definitions.includes(other)),
  )
  const namespaces = [...new Set(all.map(({ definition }) => definition.namespace))]
  const workflows = request.definitions.map(({ hash, definition }) => {
    ensureNamespace(step, definition.namespace)
    return storeWorkflow(step, {
      hash,
      namespace: definition.namespace,
      workflowName: definition.name,
      definition,
      bundleBlob: request.bundleBlob,
      source: { ...request.source, namespaces },
      files: request.files,
      packages: request.packages ?? null,
      createTime: step.now,
    })
  })
  return { workflows, warnings: request.definitions.flatMap(({ definition }) => warningsFor(step, definition)) }
}

/** By what the namespace holds now. */
function warningsFor(step: Step, definition: WorkflowDefinition): Json[] {
  const { namespace, name: workflow } = definition
  const lanes = [...step.world.workflows.values()].filter(({ row }) => row.namespace === namespace)
  const triggers = lanes.flatMap((lane) => lane.triggers.all())
  return warningsOf(definition, triggers).map(({ code, message }) => ({ namespace, workflow, code, message }))
}

/** Whether an error only says that another part of the upload was refused. */
export function isOfOtherPart({ details }: { readonly details: Readonly<Record<string, unknown>> }): boolean {
  return details.isOfOtherPart === true
}

export function setWorkflowEnabled(step: Step, request: Request<'setWorkflowEnabled'>): Json {
  const workflow = requireWorkflow(step, request.namespace, request.workflow)
  requireVersion(`The workflow "${request.workflow}"`, workflow.row.version, request)
  if (workflow.row.enabled !== request.enabled) {
    replaceRow(step, workflow, { ...workflow.row, enabled: request.enabled })
    releaseAllKept(step, workflow)
    wakeBackfills(step, workflow.row.id)
  }
  return { ...workflow.row }
}

function checkDefinitions(step: Step, definitions: readonly UploadedDefinition[]): void {
  for (const { definition } of definitions) {
    checkDefinition(definition, step.now)
    requirePools(step, definition)
  }
}

/** The details of their problems are not for readers of this part. */
function checkOtherParts(step: Step, definitions: readonly UploadedDefinition[]): void {
  try {
    checkDefinitions(step, definitions)
  } catch (error) {
    const message =
      'A definition for another namespace was refused, so nothing of this upload was stored. See the answer to the upload.'
    throw new AIFlowError('INVALID_WORKFLOW', message, { details: { isOfOtherPart: true }, cause: error })
  }
}

function storeWorkflow(step: Step, snapshot: SnapshotRow): Json {
  const existing = step.world.findWorkflow(snapshot.namespace, snapshot.workflowName)
  if (existing === undefined) step.world.setAside.require('workflows', `${snapshot.namespace}/${snapshot.workflowName}`)
  if (existing?.row.snapshotHash === snapshot.hash) return { ...existing.row, created: false, changed: false }
  step.changes.snapshots.set(snapshot)
  const plan = step.world.addSnapshot(snapshot)
  const workflow = existing ?? createWorkflow(step, snapshot.definition, snapshot.hash)
  workflow.plan = plan
  replaceRow(step, workflow, { ...workflow.row, snapshotHash: snapshot.hash, ...shownOf(snapshot.definition) })
  step.notices.commands.push({ type: 'warm', workflowId: workflow.row.id })
  reconcileTriggers(step, workflow)
  reconcileSchedules(step, workflow)
  // The new snapshot may allow more executions.
  admitNext(step, workflow.row.id)
  wakeBackfills(step, workflow.row.id)
  return { ...workflow.row, created: existing === undefined, changed: true }
}

function createWorkflow(step: Step, definition: WorkflowDefinition, hash: string): WorkflowLane {
  const row: WorkflowRow = {
    id: ++step.world.counters.workflow,
    namespace: definition.namespace,
    name: definition.name,
    enabled: true,
    snapshotHash: hash,
    ...shownOf(definition),
    version: step.event.offset,
    createTime: step.now,
    updateTime: step.now,
  }
  const workflow = new WorkflowLane(row, step.world.plan(hash), new Map(), EMPTY_INBOX)
  step.world.addWorkflow(workflow)
  return workflow
}

/** What lists of workflows show of a definition. */
function shownOf(definition: WorkflowDefinition): Pick<WorkflowRow, 'description' | 'owner' | 'labels'> {
  const { description, owner, labels } = definition
  return { description: description ?? null, owner: owner ?? null, labels: labels ?? {} }
}

/**
 * The version is the offset of the event that made the change. So it always rises, even if the name was deleted in
 * between.
 */
function replaceRow(step: Step, workflow: WorkflowLane, changed: WorkflowRow): void {
  const row = { ...changed, version: step.event.offset, updateTime: step.now }
  workflow.row = row
  step.changes.workflows.set(row)
}
