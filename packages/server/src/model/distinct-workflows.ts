import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { WorkflowDefinition } from '@aiflow/sdk/internal/wire'

/** Throws `INVALID_WORKFLOW` if two workflows of an upload have the same name and namespace. */
export function requireDistinctWorkflows(definitions: readonly WorkflowDefinition[]): void {
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
