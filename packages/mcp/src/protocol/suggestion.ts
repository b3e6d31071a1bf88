import type { AIFlowError } from '@aiflow/sdk/internal/errors'
import { nearestName } from '@aiflow/sdk/internal/text'
import type { ToolContext } from '../tools/tool.ts'

const MAX_NAMES = 1000

/** What may have been meant by a name that does not exist; null if nothing is near. */
export async function suggestionFor(error: AIFlowError, { client, signal }: ToolContext): Promise<string | null> {
  const { namespace, workflow } = error.details
  if (error.code !== 'WORKFLOW_NOT_FOUND' || typeof namespace !== 'string' || typeof workflow !== 'string') return null
  try {
    const { items } = await client().workflows.list({ namespace, limit: MAX_NAMES, signal })
    const nearest = nearestName(
      workflow,
      items.map(({ name }) => name),
    )
    return nearest === null ? null : `Did you mean "${nearest}"?`
  } catch {
    // The error itself is what matters.
    return null
  }
}
