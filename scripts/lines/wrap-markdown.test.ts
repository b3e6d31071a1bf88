import { expect, test } from 'vitest'
import { longLines, MAX_LINE, wrapMarkdown } from './wrap-markdown.ts'

const words = (count: number, word = 'word') => Array.from({ length: count }, () => word).join(' ')

test.each([
  ['a paragraph', words(30), 2],
  ['an item of a list', `- ${words(30)}`, 2],
  ['an item in an item', `- first\n  1. ${words(30)}`, 3],
])('wraps %s', (_what, text, lines) => {
  const wrapped = wrapMarkdown(text)
  expect(longLines(text)).toHaveLength(1)
  expect(longLines(wrapped)).toEqual([])
  expect(wrapped.split('\n')).toHaveLength(lines)
  expect(wrapped.replace(/\s+/g, ' ')).toBe(text.replace(/\s+/g, ' '))
})

test('indents the lines after the first line of an item', () => {
  expect(wrapMarkdown(`- ${words(30)}\n- next`).split('\n')).toEqual([
    expect.stringMatching(/^- word/),
    expect.stringMatching(/^ {2}word/),
    '- next',
  ])
})

test.each([
  ['code', `\`\`\`sh\n${words(30)}\n\`\`\``],
  ['a table', `| ${words(30)} |\n|---|`],
  ['a heading', `# ${words(30)}`],
  ['a span of code', `- \`${words(30)}\``],
  ['an address', `See <https://example.org/${'a'.repeat(MAX_LINE)}>`],
  ['a paragraph that is short enough', 'one\ntwo'],
])('leaves %s alone', (_what, text) => {
  expect(longLines(text)).toEqual([])
  expect(wrapMarkdown(text)).toBe(text)
})

test('never breaks a line inside code or a link, nor before a word that would begin an item', () => {
  const code = `\`${words(5)}\``
  expect(wrapMarkdown(`${words(22)} ${code} end`)).toContain(`\n${code} end`)
  const link = '[two words](page.md)'
  expect(wrapMarkdown(`${words(22)} ${link} end`)).toContain(`\n${link} end`)
  expect(wrapMarkdown(`${words(23)} xyz - ${words(5)}`)).not.toMatch(/^- /m)
})
