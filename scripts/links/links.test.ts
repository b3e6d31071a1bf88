import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deadLinks, missingFiles } from './dead-links.ts'
import { anchorsOf, linksOf, mapLinks } from './markdown.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'links-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const page = (name: string, text: string) => writeFileSync(join(folder, name), text)

test('finds links and pictures with their lines, also definitions, and none in code', () => {
  const text = [
    'A [link](a.md#x), ![a picture](p.png) and [`code`](b.md "title").',
    '```md',
    '[no](no.md)',
    '```',
    'Neither `[no](no.md)` nor ``[`no`](no.md)``.',
    '[name]: c.md',
  ].join('\n')
  expect(linksOf(text)).toEqual([
    { target: 'a.md#x', line: 1 },
    { target: 'p.png', line: 1 },
    { target: 'b.md', line: 1 },
    { target: 'c.md', line: 6 },
  ])
})

test('makes anchors as GitHub does', () => {
  const text = '# `aiflow dev`: what it does\n## Same\n## Same\n```sh\n# not one\n```\n## [A link](x.md) & snake_case\n'
  expect([...anchorsOf(text)]).toEqual(['aiflow-dev-what-it-does', 'same', 'same-1', 'a-link--snake_case'])
})

test('replaces the targets of links and leaves code alone', () => {
  expect(mapLinks('[a](b) `[a](b)` [b](b#c) ![b](b)', (target) => `longer/${target}`)).toBe(
    '[a](longer/b) `[a](b)` [b](longer/b#c) ![b](longer/b)',
  )
})

test.each([
  ['a file that is missing', '[a](missing.md)', 'there is no "missing.md"'],
  ['a heading that is missing', '[a](other.md#gone)', '"other.md" has no heading "#gone"'],
  ['a heading of its own that is missing', '[a](#gone)', '"page.md" has no heading "#gone"'],
])('reports %s', (_what, text, problem) => {
  page('other.md', '# Here')
  page('page.md', `# Page\n\n${text}`)
  expect(deadLinks(folder, 'page.md')).toEqual([expect.objectContaining({ line: 3, problem })])
})

test('accepts files, folders, headings and other sites', () => {
  page('other.md', '# Here')
  page('page.md', '# Page\n[a](other.md#here) [b](#page) [c](.) [d](https://example.org/x) [e](mailto:a@example.org)')
  expect(deadLinks(folder, 'page.md')).toEqual([])
})

test('reports files that the text names and that do not exist, in folders of this repository only', () => {
  mkdirSync(join(folder, 'e2e/crashes'), { recursive: true })
  page('e2e/crashes/one.test.ts', '')
  const named = [
    'e2e/crashes',
    'e2e/crashes/one.test.ts',
    'e2e/dist/built',
    'e2e/gone.test.ts',
    '@aiflow/sdk',
    'text/plain',
  ]
  page('page.md', `# Page\n${named.map((path) => `\`${path}\``).join(', ')}\n\`\`\`\n\`e2e/in-code.ts\`\n\`\`\`\n`)
  expect(missingFiles(folder, 'page.md')).toEqual([
    { target: 'e2e/gone.test.ts', line: 2, problem: 'there is no "e2e/gone.test.ts"' },
  ])
})
