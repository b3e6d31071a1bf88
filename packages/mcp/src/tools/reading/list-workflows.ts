import { wordOf } from '@aiflow/sdk/internal/text'
import * as z from 'zod'
import { boundedLines } from '../../answers/bounded-lines.ts'
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
    workflows: z.array(z.object({ namespace: z.string(), name: z.string(), enabled: z.boolean() })),
  }),
  call: async (filter, { client, signal }) => {
    const { items, next } = await client().workflows.list({ ...filter, recent: 3, signal })
    const lines = items.map(({ namespace, name, enabled, description, recent = [] }) => {
      const ran = recent.map(({ id, status }) => `${id} ${wordOf(status)}`).join(', ')
      const about = description === null ? '' : `: ${quote(description, 150)}`
      return `- "${name}" (${namespace})${enabled ? '' : ', disabled'}${about}${ran === '' ? ', never ran' : `, newest executions ${ran}`}`
    })
    const more = next === null ? [] : ['There are more: filter by "name" or "namespace".']
    return {
      text: boundedLines(lines.length === 0 ? ['There are none.'] : [...lines, ...more], 'Filter by "name".'),
      data: { workflows: items.map(({ namespace, name, enabled }) => ({ namespace, name, enabled })) },
    }
  },
})
