import { globSync } from 'node:fs'
import { readIndexOfDocs } from './index-of-docs.ts'

/** Pages that nobody finds, because docs/README.md does not list them. */
export function unlistedPages(root: string): string[] {
  const listed = new Set(readIndexOfDocs(root).flatMap(({ pages }) => pages.map(({ source }) => source)))
  return globSync('docs/*/*.md', { cwd: root }).filter((page) => !listed.has(page))
}
