import { copyFileSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { addressOf } from './address.ts'
import { readIndexOfDocs } from './index-of-docs.ts'

const INTRODUCTION = `# AIFlow for TypeScript

> An event-driven workflow orchestrator that combines long-running streams with batch tasks. Rules start, stop and restart tasks on
> events from a durable, ordered log. Every event counts exactly once.

Each page of this site is also there as Markdown: replace \`.html\` by \`.md\`. All pages in one file: [llms-full.txt](llms-full.txt).
`

/** Puts each page beside its HTML as Markdown (its pictures are there already), and writes llms.txt and llms-full.txt, see https://llmstxt.org. */
export function writeForLanguageModels(root: string, pages: string, out: string): void {
  for (const page of globSync('**/*.md', { cwd: pages })) {
    mkdirSync(dirname(join(out, page)), { recursive: true })
    copyFileSync(join(pages, page), join(out, page))
  }
  const sections = readIndexOfDocs(root).map(({ title, pages: rows }) => {
    const lines = rows.map((row) => `- [${row.title}](${addressOf(row.source) ?? row.source}): ${row.question}`)
    return `## ${title}\n\n${lines.join('\n')}\n`
  })
  const optional =
    '## Optional\n\n- [API of the SDK](reference/api/index.md): every exported name\n- [Changelog](changelog.md)\n'
  writeFileSync(join(out, 'llms.txt'), [INTRODUCTION, ...sections, optional].join('\n'))

  const addresses = readIndexOfDocs(root).flatMap(({ pages: rows }) =>
    rows.map(({ source }) => addressOf(source) ?? source),
  )
  const texts = ['documentation.md', ...addresses].map((address) => {
    const text = readFileSync(join(pages, address), 'utf8')
    return `<!-- ${address} -->\n\n${text.trim()}\n`
  })
  writeFileSync(join(out, 'llms-full.txt'), texts.join('\n'))
}
