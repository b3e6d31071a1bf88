// Looks for lines of Markdown that are too long. `npm run lines -- --write [FILES…]` wraps their paragraphs.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { longLines, MAX_LINE, wrapMarkdown } from './lines/wrap-markdown.ts'

const ROOT = dirname(import.meta.dirname)
const isWrite = process.argv.includes('--write')
const named = process.argv.slice(2).filter((word) => !word.startsWith('-'))

const allFiles = () =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
    .trim()
    .split('\n')

for (const file of named.length > 0 ? named : allFiles()) {
  const text = readFileSync(join(ROOT, file), 'utf8')
  const found = longLines(text)
  if (found.length === 0) continue
  if (isWrite) writeFileSync(join(ROOT, file), wrapMarkdown(text))
  else {
    for (const line of found) console.error(`${file}:${line}: longer than ${MAX_LINE} characters`)
    process.exitCode = 1
  }
}
if (process.exitCode === 1) console.error('\n"npm run lines -- --write" wraps them.')
