import { posix } from 'node:path'
import { slugOf } from '../../scripts/links/markdown.ts'

/** Pages that have another place on the site than in the repository. */
const MOVED: Readonly<Record<string, string>> = {
  'README.md': 'index.md',
  'site/home.md': 'index.md',
  'docs/README.md': 'documentation.md',
  'ARCHITECTURE.md': 'explanation/architecture.md',
  'SECURITY.md': 'explanation/security.md',
  'CHANGELOG.md': 'changelog.md',
  'CONTRIBUTING.md': 'contributing.md',
  examples: 'examples/index.md',
  'examples/README.md': 'examples/index.md',
}
const DOCS = /^docs\/(.+)$/
const EXAMPLE = /^examples\/([\w-]+)(?:\/README\.md)?\/?$/
const FILE_OF_EXAMPLE = /^examples\/([\w-]+)\/([\w.-]+)$/

/** Where the site has a file or folder of the repository, with an anchor if it is a part of a page; null if it has not. */
export function addressOf(source: string): string | null {
  const moved = MOVED[source]
  if (moved !== undefined) return moved
  const [, docs] = DOCS.exec(source) ?? []
  if (docs !== undefined) return docs
  const [, example] = EXAMPLE.exec(source) ?? []
  if (example !== undefined) return `examples/${example}.md`
  const [, folder, file] = FILE_OF_EXAMPLE.exec(source) ?? []
  return folder === undefined || file === undefined ? null : `examples/${folder}.md#${slugOf(file)}`
}

/** Pages of the repository that are in no folder that is copied as a whole. */
export const SINGLE_PAGES = Object.keys(MOVED).filter((source) => source.endsWith('.md') && source !== 'README.md')

export const relativeAddress = (from: string, to: string): string => {
  const relative = posix.relative(posix.dirname(from), to)
  return relative.startsWith('.') ? relative : `./${relative}`
}
