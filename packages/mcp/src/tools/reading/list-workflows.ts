import { wordOf } from '@aiflow/sdk/internal/text'
import * as z from 'zod'
import { boundedItems, itemLines } from '../../answers/bounded-items.ts'
import { quote } from '../../answers/quote.ts'
import { limitField, namespaceFilterField } from '../../arguments/fields.ts'
import { defineTool } from '../tool.ts'

export const listWorkflows = defineTool({
  name: 'list_workflows',
  title: 'Workflows',
  description: 'Lists the workflows of the server, each with its newest executions. describe_workflow shows one.',
  effect: 'read',
  input: z.strictObject({
    namespace: namespaceFilterField,
    name: z.string().min(1).optional().describe('Only workflows whose name contains this text'),
    limit: limitField(50, 200).describe('Maximum number of workflows'),
  }),
  output: z.object({
    workflows: z.array(
      z.object({
        namespace: z.string(),
        name: z.string(),
        enabled: z.boolean(),
        description: z.string(),
        newestExecutions: z.array(z.string()),
      }),
    ),
    isMore: z.boolean(),
  }),
  call: async (filter, { client, signal }) => {
    const { items, next } = await client().workflows.list({ ...filter, recent: 3, signal })
    const all = items.map(({ namespace, name, enabled, description, recent = [] }) => {
      const about = description === null ? '' : quote(description, 150)
      const ran = recent.map(({ id, status }) => `${id} ${wordOf(status)}`)
      const newest = ran.length === 0 ? 'never ran' : `newest executions ${ran.join(', ')}`
      const line = `- "${name}" (${namespace})${enabled ? '' : ', disabled'}, ${newest}${about === '' ? '' : `: ${about}`}`
      return { line, data: { namespace, name, enabled, description: about, newestExecutions: ran } }
    })
    const kept = boundedItems(all)
    const isMore = next !== null || kept.length < all.length
    return {
      text: itemLines(kept, { isMore, howToGetMore: 'filter by "name" or "namespace"' }),
      data: { workflows: kept.map(({ data }) => data), isMore },
    }
  },
})
