import { AIFlowError, isAIFlowError } from '@aiflow/sdk'
import { namesLookedFor } from '@aiflow/sdk/internal/errors'
import { nearestName } from '@aiflow/sdk/internal/text'
import { abortedAfter } from '@aiflow/sdk/internal/time'
import type { Session } from './session.ts'

const LIMIT_MS = 2000

/** The same error, with the name that was probably meant where it is about one that does not exist. */
export async function withSuggestion(error: unknown, session: Session | undefined): Promise<unknown> {
  if (!isAIFlowError(error) || !error.code.endsWith('_NOT_FOUND') || session === undefined) return error
  try {
    const looked = await namesLookedFor(error, await session.client(), abortedAfter(LIMIT_MS))
    const nearest = looked === null ? null : nearestName(looked.name, looked.names)
    if (nearest === null) return error
    const { code, message, details, cause } = error
    return new AIFlowError(code, `${message} Did you mean "${nearest}"?`, { details, cause })
  } catch {
    // The error itself is what matters.
    return error
  }
}
