import { type WorkflowDetail, workflowDetailSchema } from '@aiflow/sdk/internal/api/workflows'
import type { Identity } from '../../access/identity.ts'
import { workflowNotFound } from '../../log/not-found.ts'
import { warningsOf } from '../../rules/upload/definition-warnings.ts'
import type { WorkflowName } from '../../storage/reads/workflow-reads.ts'
import type { RequestDependencies } from '../dependencies.ts'
import { sourceOf } from './snapshot-source.ts'
import { warningsOfSecrets } from './unknown-secrets.ts'

/** A workflow with its definition, and its source if the caller may see it. Throws `WORKFLOW_NOT_FOUND`. */
export async function readWorkflow(
  { storage, blobs, secrets, live }: Pick<RequestDependencies, 'storage' | 'blobs' | 'secrets' | 'live'>,
  of: WorkflowName,
  identity: Identity | null,
): Promise<WorkflowDetail> {
  const workflow = await storage.workflows.find(of.namespace, of.name)
  const snapshot = workflow === null ? null : await storage.snapshots.find(workflow.snapshotHash)
  if (workflow === null || snapshot === null) throw workflowNotFound(of.namespace, of.name)
  const source = await sourceOf(blobs, snapshot, identity)
  const { definition } = snapshot
  const triggers = await storage.triggers.findAll({ namespace: of.namespace })
  const warnings = [...warningsOf(definition, triggers), ...warningsOfSecrets({ secrets, live }, [definition])]
  return workflowDetailSchema.parse({ ...workflow, definition, source, warnings })
}
