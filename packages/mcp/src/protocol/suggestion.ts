import type { AIFlowClient } from '@aiflow/sdk/client'
import type { AIFlowError } from '@aiflow/sdk/internal/errors'
import { nearestName } from '@aiflow/sdk/internal/text'
import type { ToolContext } from '../tools/tool.ts'

const MAX_NAMES = 1000

/** What may have been meant by a name that does not exist; null if nothing is near. */
export async function suggestionFor(error: AIFlowError, { client, signal }: ToolContext): Promise<string | null> {
  try {
    const looked = await namesFor(error, client(), signal)
    const nearest = looked === null ? null : nearestName(looked.name, looked.names)
    return nearest === null ? null : `Did you mean "${nearest}"?`
  } catch {
    // The error itself is what matters.
    return null
  }
}

interface LookedFor {
  readonly name: string
  /** The names that exist. */
  readonly names: readonly string[]
}

async function namesFor(
  { code, details }: AIFlowError,
  client: AIFlowClient,
  signal: AbortSignal,
): Promise<LookedFor | null> {
  const { namespace, workflow, task, trigger, workflowExecutionId: id } = details
  if (code === 'TASK_NOT_FOUND' && typeof task === 'string' && typeof id === 'number') {
    const { tasks } = await client.workflowExecutions.get(id, { signal })
    return { name: task, names: tasks.map(({ name }) => name) }
  }
  if (typeof namespace !== 'string' || typeof workflow !== 'string') return null
  if (code === 'WORKFLOW_NOT_FOUND') {
    const { items } = await client.workflows.list({ namespace, limit: MAX_NAMES, signal })
    return { name: workflow, names: items.map(({ name }) => name) }
  }
  if (code !== 'TRIGGER_NOT_FOUND' || typeof trigger !== 'string') return null
  const { items } = await client.triggers.list({ namespace, workflow, limit: MAX_NAMES, signal })
  return { name: trigger, names: items.map(({ name }) => name) }
}
