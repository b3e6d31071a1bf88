import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import { checkDefinition } from './check-definition.ts'
import { checkUploadWeight } from './upload-weight.ts'

/**
 * Everything that must hold of the workflows of an upload, whatever the store has. `now` is in milliseconds since the epoch. Throws
 * what `checkDefinition` throws.
 */
export function checkDefinitions(definitions: readonly WorkflowDefinition[], now: number): void {
  requireDistinct(definitions)
  checkUploadWeight(definitions)
  for (const definition of definitions) checkDefinition(definition, now)
}

/** Throws `INVALID_WORKFLOW` if two workflows of an upload have the same name and namespace. */
export function requireDistinct(definitions: readonly WorkflowDefinition[]): void {
  const seen = new Set<string>()
  for (const { namespace, name } of definitions) {
    const fullName = `${namespace}/${name}`
    if (seen.has(fullName)) {
      const message = `The file defines the workflow "${name}" of the namespace "${namespace}" twice. Give each workflow a name of its own.`
      throw new AIFlowError('INVALID_WORKFLOW', message, { details: { namespace, workflow: name } })
    }
    seen.add(fullName)
  }
}
