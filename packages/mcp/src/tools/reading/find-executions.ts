import { WorkflowStatus } from '@aiflow/sdk/internal/model'
import { wordOf } from '@aiflow/sdk/internal/text'
import * as z from 'zod'
import { boundedItems, itemLines } from '../../answers/bounded-items.ts'
import { showInstant } from '../../answers/instant.ts'
import { limitField, namespaceFilterField, sinceField, timeOf, workflowFilterField } from '../../arguments/fields.ts'
import { defineTool } from '../tool.ts'

export const findExecutions = defineTool({
  name: 'find_executions',
  title: 'Workflow executions',
  description: 'Lists workflow executions, newest first: what runs now, and what ran before.',
  effect: 'read',
  input: z.strictObject({
    namespace: namespaceFilterField,
    workflow: workflowFilterField,
    status: z.enum(WorkflowStatus.values).optional().describe('Only with this status; INIT means that it waits'),
    since: sinceField.describe('Only what began since: an age like "2h", or a time in ISO 8601'),
    limit: limitField(20, 100),
  }),
  output: z.object({
    executions: z.array(
      z.object({
        id: z.string(),
        workflow: z.string(),
        namespace: z.string(),
        status: z.string(),
        begin: z.string(),
        end: z.string(),
      }),
    ),
    isMore: z.boolean(),
  }),
  call: async ({ since, ...filter }, { client, signal }) => {
    const beginAfter = since === undefined ? undefined : (timeOf(since) ?? undefined)
    const { items, next } = await client().workflowExecutions.list({ ...filter, beginAfter, signal })
    const all = items.map(({ id, workflowName, namespace, status, beginTime, endTime, backfillId }) => {
      const [begin, end] = [showInstant(beginTime), showInstant(endTime)]
      const by = backfillId === null ? '' : `, backfill ${backfillId}`
      const times = endTime === null ? `since ${begin}` : `${begin} – ${end}`
      const line = `- ${id} of "${workflowName}" (${namespace}) ${wordOf(status)}, ${times}${by}`
      return { line, data: { id: String(id), workflow: workflowName, namespace, status: wordOf(status), begin, end } }
    })
    const kept = boundedItems(all)
    const isMore = next !== null || kept.length < all.length
    return {
      text: itemLines(kept, { isMore, howToGetMore: 'filter by "workflow", "status" or "since"' }),
      data: { executions: kept.map(({ data }) => data), isMore },
    }
  },
})
