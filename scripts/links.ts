// Checks that the links of all Markdown lead to files and headings that exist, and that the files that it names exist. Links
// to other sites are not followed.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { deadLinks, missingFiles } from './links/dead-links.ts'

const ROOT = dirname(import.meta.dirname)

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter((file) => existsSync(join(ROOT, file)))

for (const file of files) {
  for (const { line, target, problem } of [...deadLinks(ROOT, file), ...missingFiles(ROOT, file)]) {
    console.error(`${file}:${line}: ${target}: ${problem}`)
    process.exitCode = 1
  }
}
