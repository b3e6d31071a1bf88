import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/** A row of a table. */
export interface IndexedPage {
  readonly title: string
  /** Where it leads: a file or a folder. */
  readonly source: string
  /** The question that the page answers. */
  readonly question: string
}

export interface IndexedSection {
  readonly title: string
  readonly pages: readonly IndexedPage[]
}

const SECTION = /^## (.+)$/
const ROW = /^\| \[([^\]]+)\]\(([^)#]+)\) \| (.+?) \|$/

/** docs/README.md says which pages there are, in which order, and under which title: the site has no list of its own. */
export const readIndexOfDocs = (root: string): IndexedSection[] => readIndex(join(root, 'docs/README.md'), 'docs')

/** The tables of a page whose first column has links, by the heading above them. */
export function readIndex(file: string, folder: string): IndexedSection[] {
  const sections: { title: string; pages: IndexedPage[] }[] = []
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [, section] = SECTION.exec(line) ?? []
    if (section !== undefined) sections.push({ title: section, pages: [] })
    const [, title, link, question] = ROW.exec(line) ?? []
    if (title === undefined || link === undefined || question === undefined) continue
    sections.at(-1)?.pages.push({ title, source: posix.join(folder, link), question })
  }
  return sections.filter(({ pages }) => pages.length > 0)
}
