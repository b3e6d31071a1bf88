import { expect, test } from 'vitest'
import { DocumentIndex } from './document-index.ts'
import { sectionsOf } from './sections.ts'

const PAGE = `# Rules

What starts a task.

## Retry, and its delay

Exponential backoff.

\`\`\`sh
# not a heading
\`\`\`

## Empty
`

test('a page has a section for each heading that has a text, outside of code', () => {
  expect(sectionsOf('reference/rules.md', PAGE)).toEqual([
    { id: 'reference/rules.md', title: 'Rules', text: 'What starts a task.' },
    {
      id: 'reference/rules.md#retry-and-its-delay',
      title: 'Rules: Retry, and its delay',
      text: 'Exponential backoff.\n\n```sh\n# not a heading\n```',
    },
  ])
})

test('sections are found by words, their beginnings, and words that are misspelt', () => {
  const index = new DocumentIndex(sectionsOf('rules.md', PAGE))
  for (const words of ['backoff', 'exponent', 'exponentail'])
    expect(index.find(words, 3).map(({ id }) => id)).toEqual(['rules.md#retry-and-its-delay'])
  expect(index.find('nothing like it', 3)).toEqual([])
})

test('a long section is cut, and says how to read all of it', () => {
  const index = new DocumentIndex([{ id: 'long.md', title: 'Long', text: 'word\n'.repeat(1000) }])
  const [found] = index.find('word', 1)
  expect(found?.excerpt.length).toBeLessThan(1700)
  expect(found?.excerpt).toContain('search_docs with section "long.md"')
})
