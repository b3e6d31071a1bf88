import { join } from 'node:path'
import type { DefaultTheme } from 'vitepress'
import { slugOf } from '../../scripts/links/markdown.ts'
import { ENTRIES, specifierOf } from '../api/entries.ts'
import { addressOf } from './address.ts'
import { type IndexedPage, readIndex, readIndexOfDocs } from './index-of-docs.ts'

type Item = DefaultTheme.SidebarItem

const API = 'reference/api'
/** More are only on the page of the entry: each is in the HTML of all its pages. */
const MAX_NAMES = 50

const toItem = ({ title, source }: IndexedPage): Item => ({ text: title, link: `/${addressOf(source) ?? source}` })

/** The navigation at the side: all pages of the documentation, or all names of the API. */
export function sidebarOf(root: string, pages: string): DefaultTheme.Sidebar {
  const sections = readIndexOfDocs(root).map(({ title, pages: rows }): Item => {
    const isReference = title === 'Reference'
    const items = [...rows.map(toItem), ...(isReference ? [{ text: 'API of the SDK', link: `/${API}/index.md` }] : [])]
    return { text: title, collapsed: title !== 'Tutorial', items }
  })
  const more: Item = {
    text: 'More',
    collapsed: true,
    items: [
      { text: 'All pages and the glossary', link: '/documentation.md' },
      { text: 'Security', link: '/explanation/security.md' },
      { text: 'Changelog', link: '/changelog.md' },
      { text: 'Contributing', link: '/contributing.md' },
    ],
  }
  return { ...sidebarsOfApi(join(pages, API)), '/examples/': sidebarOfExamples(root), '/': [...sections, more] }
}

const sidebarOfExamples = (root: string): Item[] => [
  {
    text: 'Examples',
    items: [{ text: 'All examples', link: '/examples/index.md' }, ...examplesIn(root).map(toItem)],
  },
]

const examplesIn = (root: string): IndexedPage[] =>
  readIndex(join(root, 'examples/README.md'), 'examples').flatMap(({ pages }) => pages)

/** Of each entry only its own names: together they would be most of every page. */
function sidebarsOfApi(folder: string): DefaultTheme.SidebarMulti {
  const top = (open: string | null): Item[] => [
    { text: 'API of the SDK', link: `/${API}/index.md` },
    ...Object.keys(ENTRIES).map((entry): Item => {
      const text = specifierOf(entry)
      const link = `/${API}/${entry}.md`
      return entry === open ? { text, link, items: namesOf(entry, join(folder, `${entry}.md`)) } : { text, link }
    }),
  ]
  const ofEntries = Object.keys(ENTRIES).flatMap((entry) => [
    [`/${API}/${entry}/`, top(entry)],
    [`/${API}/${entry}.html`, top(entry)],
  ])
  return { ...Object.fromEntries(ofEntries), [`/${API}/`]: top(null) }
}

function namesOf(entry: string, file: string): Item[] {
  return readIndex(file, API).map(({ title, pages }): Item => {
    if (pages.length > MAX_NAMES) return { text: title, link: `/${API}/${entry}.md#${slugOf(title)}` }
    return { text: title, collapsed: true, items: pages.map(toItem) }
  })
}
