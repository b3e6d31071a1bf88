import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { nearestName } from '@aiflow/sdk/internal/text'
import * as z from 'zod'
import { boundedLines } from '../../answers/bounded-lines.ts'
import type { DocumentIndex } from '../../documentation/document-index.ts'
import { defineTool } from '../tool.ts'

export const searchDocs = defineTool({
  name: 'search_docs',
  title: 'Documentation',
  description:
    'Searches the documentation of this version of AIFlow: how to write workflows, rules and conditions, what a setting, command or error means. Answers with the best sections.',
  effect: 'read',
  input: z.strictObject({
    query: z.string().min(1).max(300).optional().describe('Words to look for'),
    section: z.string().min(1).max(300).optional().describe('Instead: the id of a section or page, to read all of it'),
    limit: z.int().min(1).max(10).default(4).describe('Maximum number of sections'),
  }),
  call: async ({ query, section, limit }, { documents }) => {
    const index = await documents()
    if (section !== undefined) return { text: wholeSection(index, section) }
    if (query === undefined) throw new AIFlowError('INVALID_ARGUMENT', 'Give a "query", or the id of a "section".')
    const found = index.find(query, limit)
    const lines = found.flatMap(({ id, title, excerpt }) => [
      `## ${title}`,
      `(section "${id}")`,
      ...excerpt.split('\n'),
      '',
    ])
    return {
      text: boundedLines(
        found.length === 0 ? ['Nothing was found. Try other words.'] : lines,
        'Read a section by its id.',
      ),
    }
  },
})

function wholeSection(index: DocumentIndex, id: string): string {
  const found = index.section(id)
  const isPage = !id.includes('#')
  const below = isPage ? index.ids.filter((one) => one.startsWith(`${id}#`)) : []
  if (found === undefined && below.length === 0) {
    const nearest = nearestName(id, index.ids)
    const advice = nearest === null ? 'Search for words first.' : `Did you mean "${nearest}"?`
    throw new AIFlowError('INVALID_ARGUMENT', `There is no section "${id}". ${advice}`)
  }
  const lines = found === undefined ? [] : [`# ${found.title}`, ...found.text.split('\n')]
  return boundedLines([...lines, ...below.map((one) => `- section "${one}"`)], 'Read one of its sections.')
}
