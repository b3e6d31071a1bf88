// Looks for lines of Markdown that are too long. `npm run lines -- --write` wraps their paragraphs.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { longLines, MAX_LINE, wrapMarkdown } from './lines/wrap-markdown.ts'

const ROOT = dirname(import.meta.dirname)
const isWrite = process.argv.includes('--write')
const listing = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: ROOT,
  encoding: 'utf8',
})

for (const file of listing.trim().split('\n')) {
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
