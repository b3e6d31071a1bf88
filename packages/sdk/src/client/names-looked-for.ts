import type { AIFlowClient } from './aiflow-client.ts'

const MAX_NAMES = 1000

/** A name that an error says does not exist, and those that do. */
export interface LookedFor {
  readonly name: string
  readonly names: readonly string[]
}

/** What was looked for where an error is about the name of a workflow, a task or a trigger; null for other errors. */
export async function namesLookedFor(
  { code, details }: { readonly code: string; readonly details: Readonly<Record<string, unknown>> },
  client: Pick<AIFlowClient, 'triggers' | 'workflowExecutions' | 'workflows'>,
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
