import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

const ADDRESS = /\shref="([^"]+)"/g
const ID = /\s(?:id|name)="([^"]+)"/g

/** The links of a built site to pages and headings that it does not have: VitePress itself looks at neither headings nor buttons. */
export function deadLinksOfSite(folder: string, base: string): string[] {
  const pages = globSync('**/*.html', { cwd: folder })
  const ids = new Map(pages.map((page) => [page, idsOf(join(folder, page))]))
  return pages.flatMap((page) => {
    const text = readFileSync(join(folder, page), 'utf8')
    const links = new Set([...text.matchAll(ADDRESS)].map(([, address = '']) => address))
    return [...links].filter((link) => !isThere(link, page)).map((link) => `${page}: ${link}`)
  })

  function isThere(link: string, page: string): boolean {
    if (/^[a-z]+:/i.test(link)) return true
    const [path = '', anchor = ''] = link.split('#')
    if (path.startsWith('/') && !path.startsWith(base)) return false
    const target = targetOf(path, page)
    if (!ids.has(target)) return existsSync(join(folder, target))
    return anchor === '' || (ids.get(target)?.has(decodeURIComponent(anchor)) ?? false)
  }

  function targetOf(path: string, page: string): string {
    if (path === '') return page
    const target = path.startsWith('/') ? path.slice(base.length) : posix.join(dirname(page), path)
    return target === '' || target.endsWith('/') ? `${target}index.html` : target
  }
}

const idsOf = (file: string): Set<string> =>
  new Set([...readFileSync(file, 'utf8').matchAll(ID)].map(([, id = '']) => id))
