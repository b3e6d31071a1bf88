import { type AIFlowError, namesLookedFor } from '@aiflow/sdk/internal/errors'
import { nearestName } from '@aiflow/sdk/internal/text'
import type { ToolContext } from '../tools/tool.ts'

/** What may have been meant by a name that does not exist; null if nothing is near. */
export async function suggestionFor(error: AIFlowError, { client, signal }: ToolContext): Promise<string | null> {
  try {
    const looked = await namesLookedFor(error, client(), signal)
    const nearest = looked === null ? null : nearestName(looked.name, looked.names)
    return nearest === null ? null : `Did you mean "${nearest}"?`
  } catch {
    // The error itself is what matters.
    return null
  }
}
