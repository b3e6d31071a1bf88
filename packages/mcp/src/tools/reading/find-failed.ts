import * as z from 'zod'
import { boundedItems, type Item } from '../../answers/bounded-items.ts'
import { showInstant } from '../../answers/instant.ts'
import { quote } from '../../answers/quote.ts'
import { limitField, namespaceFilterField, sinceField, timeOf, workflowFilterField } from '../../arguments/fields.ts'
import { defineTool } from '../tool.ts'
import { failureText, idOf } from './failure-text.ts'

const failedSchema = z.object({
  id: z.string(),
  workflow: z.string(),
  namespace: z.string(),
  time: z.string(),
  reason: z.string(),
})

/** Both lists have the same share of an answer. */
const MAX_LIST_BYTES = 8000

export const findFailed = defineTool({
  name: 'find_failed',
  title: 'What failed',
  description:
    'Lists workflow executions and task executions that failed, newest first, each with its reason. Begin here if something went wrong; then read_logs of a task execution.',
  effect: 'read',
  input: z.strictObject({
    namespace: namespaceFilterField,
    workflow: workflowFilterField,
    since: sinceField.describe('Only what began since: an age like "2h", or a time in ISO 8601'),
    limit: limitField(10, 50),
  }),
  output: z.object({ executions: z.array(failedSchema), tasks: z.array(failedSchema), isMore: z.boolean() }),
  call: async ({ namespace, workflow, since, limit }, { client, signal }) => {
    const caller = client()
    const begin = since === undefined ? null : timeOf(since)
    const filter = { namespace, workflow, limit, signal }
    const [failed, found] = await Promise.all([
      caller.workflowExecutions.list({ ...filter, status: 'FAILED', beginAfter: begin ?? undefined }),
      caller.taskExecutions.find({ ...filter, state: 'failed' }),
    ])
    const executions = failed.items.map((execution) =>
      itemOf(execution, {
        id: String(execution.id),
        reason: execution.failureReason ? quote(execution.failureReason) : 'a task failed',
      }),
    )
    const recent = found.items.filter(({ createTime }) => begin === null || createTime >= begin)
    const tasks = recent.map((task) => itemOf(task, { id: idOf(task), reason: failureText(task) ?? 'unknown' }))
    const kept = { executions: boundedItems(executions, MAX_LIST_BYTES), tasks: boundedItems(tasks, MAX_LIST_BYTES) }
    const isCut = kept.executions.length < executions.length || kept.tasks.length < tasks.length
    // The list goes from new to old: after one that is too old, no other counts.
    const isMoreTasks = found.next !== null && recent.length === found.items.length
    const isMore = isCut || failed.next !== null || isMoreTasks
    return {
      text: [
        ...titled('Workflow executions that failed', kept.executions),
        ...titled('Task executions that failed', kept.tasks),
        ...(isMore ? ['There are more: filter by "workflow", "namespace" or "since".'] : []),
      ].join('\n'),
      data: { executions: kept.executions.map(({ data }) => data), tasks: kept.tasks.map(({ data }) => data), isMore },
    }
  },
})

interface Failed {
  readonly workflowName: string
  readonly namespace: string
  readonly endTime: number | null
}

function itemOf(
  { workflowName, namespace, endTime }: Failed,
  { id, reason }: { readonly id: string; readonly reason: string },
): Item & { readonly data: z.output<typeof failedSchema> } {
  const time = showInstant(endTime)
  const line = `- ${id} of "${workflowName}" (${namespace}) at ${time}: ${reason}`
  return { line, data: { id, workflow: workflowName, namespace, time, reason } }
}

function titled(title: string, items: readonly Item[]): string[] {
  return items.length === 0 ? [`${title}: none.`] : [`${title}:`, ...items.map(({ line }) => line)]
}
