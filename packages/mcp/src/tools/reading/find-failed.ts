import * as z from 'zod'
import { boundedLines } from '../../answers/bounded-lines.ts'
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
  output: z.object({ executions: z.array(failedSchema), tasks: z.array(failedSchema) }),
  call: async ({ namespace, workflow, since, limit }, { client, signal }) => {
    const caller = client()
    const begin = since === undefined ? null : timeOf(since)
    const filter = { namespace, workflow, limit, signal }
    const [failed, found] = await Promise.all([
      caller.workflowExecutions.list({ ...filter, status: 'FAILED', beginAfter: begin ?? undefined }),
      caller.taskExecutions.find({ ...filter, state: 'failed' }),
    ])
    const executions = failed.items.map(({ id, workflowName, namespace: of, endTime, failureReason }) => ({
      id: String(id),
      workflow: workflowName,
      namespace: of,
      time: showInstant(endTime),
      reason: failureReason === null || failureReason === undefined ? 'a task failed' : quote(failureReason),
    }))
    const tasks = found.items
      .filter(({ createTime }) => begin === null || createTime >= begin)
      .map((task) => ({
        id: idOf(task),
        workflow: task.workflowName,
        namespace: task.namespace,
        time: showInstant(task.endTime),
        reason: failureText(task) ?? 'unknown',
      }))
    const lines = [...titled('Workflow executions', executions), ...titled('Task executions', tasks)]
    const isMore = failed.next !== null || found.next !== null
    return {
      text: boundedLines(
        [...lines, ...(isMore ? ['There are more: give "since", "workflow" or a larger "limit".'] : [])],
        'Give a smaller "limit".',
      ),
      data: { executions, tasks },
    }
  },
})

function titled(title: string, failed: readonly z.output<typeof failedSchema>[]): string[] {
  if (failed.length === 0) return [`${title} that failed: none.`]
  const lines = failed.map(
    ({ id, workflow, namespace, time, reason }) => `- ${id} of "${workflow}" (${namespace}) at ${time}: ${reason}`,
  )
  return [`${title} that failed:`, ...lines]
}
