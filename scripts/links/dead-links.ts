import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { anchorsOf, type Link, linksOf, namedFilesOf } from './markdown.ts'

export interface DeadLink extends Link {
  readonly problem: string
}

/** Addresses that begin with a scheme, such as `https:` or `mailto:`. They are not looked at. */
export const isOutside = (target: string): boolean => /^[a-z][a-z+.-]*:/i.test(target)

/** The links of a file of Markdown to files that do not exist, or to headings that they do not have. */
export function deadLinks(root: string, file: string): DeadLink[] {
  const text = readFileSync(join(root, file), 'utf8')
  return linksOf(text).flatMap((link) => {
    const problem = isOutside(link.target) ? null : problemOf(root, file, link.target)
    return problem === null ? [] : [{ ...link, problem }]
  })
}

function problemOf(root: string, file: string, target: string): string | null {
  const [path = '', anchor] = target.split('#')
  const linked = path === '' ? file : join(dirname(file), decodeURIComponent(path))
  const full = join(root, linked)
  if (!existsSync(full)) return `there is no "${linked}"`
  if (anchor === undefined || !linked.endsWith('.md')) return null
  return anchorsOf(readFileSync(full, 'utf8')).has(anchor) ? null : `"${linked}" has no heading "#${anchor}"`
}

/** The files of this repository that a file of Markdown names in its text, as guarantees name their tests, and that do not exist. */
export function missingFiles(root: string, file: string): DeadLink[] {
  const named = namedFilesOf(readFileSync(join(root, file), 'utf8'))
  return named
    .filter(({ target }) => isKept(root, target) && !existsSync(join(root, target)))
    .map((link) => ({ ...link, problem: `there is no "${link.target}"` }))
}

/** Paths of other places begin with no folder of ours, and what is built may not be there. */
function isKept(root: string, path: string): boolean {
  const folders = path.split('/')
  return existsSync(join(root, folders[0] ?? '')) && !folders.includes('dist')
}
