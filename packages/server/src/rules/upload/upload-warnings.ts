import type { WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import { type DefinitionWarning, type KnownTrigger, warningsOf } from './definition-warnings.ts'

/** A trigger that the store holds. */
export interface StoredTrigger extends KnownTrigger {
  readonly namespace: string
  readonly declared: boolean
}

export interface UploadWarning extends DefinitionWarning {
  readonly namespace: string
  readonly workflow: string
}

/**
 * The warnings of an upload that is not made. `stored` are the triggers of the namespaces; those that the upload replaces do
 * not count.
 */
export function warningsOfUpload(
  definitions: readonly WorkflowDefinition[],
  stored: readonly StoredTrigger[] = [],
): UploadWarning[] {
  const uploaded = new Map(definitions.map((definition) => [`${definition.namespace}/${definition.name}`, definition]))
  const isReplaced = ({ namespace, workflowName, name, declared }: StoredTrigger) => {
    const definition = uploaded.get(`${namespace}/${workflowName}`)
    return definition !== undefined && (declared || definition.triggers.some((trigger) => trigger.name === name))
  }
  const staying = stored.filter((trigger) => !isReplaced(trigger))
  const declared = definitions.flatMap(({ namespace, name: workflowName, triggers }) =>
    triggers.map(({ name, condition }) => ({ namespace, workflowName, name, condition })),
  )
  const all = [...staying, ...declared]
  return definitions.flatMap((definition) => {
    const { namespace, name: workflow } = definition
    const triggers = all.filter((trigger) => trigger.namespace === namespace)
    return warningsOf(definition, triggers).map((warning) => ({ namespace, workflow, ...warning }))
  })
}
