import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isVersion, listVersions } from '../versions.ts'
import { addressOf } from './address.ts'
import { deadLinksOfSite } from './dead-links.ts'
import { withSiteLinks } from './site-links.ts'
import { unlistedPages } from './unlisted-pages.ts'

const ROOT = join(import.meta.dirname, '../..')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'site-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (file: string, text: string) => {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}

test.each([
  ['docs/how-to/logs.md', 'how-to/logs.md'],
  ['docs/README.md', 'documentation.md'],
  ['ARCHITECTURE.md', 'explanation/architecture.md'],
  ['examples', 'examples/index.md'],
  ['examples/online-learning', 'examples/online-learning.md'],
  ['examples/online-learning/train.ts', 'examples/online-learning.md#traints'],
  ['packages/server/src/server.ts', null],
])('%s is at %s on the site', (source, address) => {
  expect(addressOf(source)).toBe(address)
})

describe('links', () => {
  const text =
    'See [rules](../reference/rules.md#re2), [`x.ts`](../../packages/x.ts), [here](#a) and [it](https://example.org).'

  test('lead to pages of the site, and only the text of links to other files stays', () => {
    expect(withSiteLinks(text, 'docs/how-to/logs.md', null)).toBe(
      'See [rules](../reference/rules.md#re2), `x.ts`, [here](#a) and [it](https://example.org).',
    )
  })

  test('lead to the repository once it has an address', () => {
    expect(withSiteLinks(text, 'docs/how-to/logs.md', 'https://example.org/r')).toContain(
      '[`x.ts`](https://example.org/r/tree/HEAD/packages/x.ts)',
    )
  })

  test('change with the place of a page', () => {
    expect(withSiteLinks('[logs](docs/how-to/logs.md)', 'ARCHITECTURE.md', null)).toBe('[logs](../how-to/logs.md)')
  })

  test('of a built site are dead without their page or heading', () => {
    write(
      'index.html',
      '<a href="/v0.3/a.html#here"></a><a href="/v0.3/a.html#gone"></a><a href="b.html"></a><a href="/x">',
    )
    write('a.html', '<h2 id="here"></h2><a href="./"></a><a href="https://example.org"></a>')
    expect(deadLinksOfSite(folder, '/v0.3/')).toEqual([
      'index.html: /v0.3/a.html#gone',
      'index.html: b.html',
      'index.html: /x',
    ])
  })
})

test('the index of the documentation lists every page', () => {
  expect(unlistedPages(ROOT)).toEqual([])
})

describe('versions', () => {
  test.each([
    ['next', true],
    ['v0.3', true],
    ['v10.12', true],
    ['0.3', false],
    ['v0.3.1', false],
    ['../x', false],
  ])('%s is a version: %s', (text, is) => {
    expect(isVersion(text)).toBe(is)
  })

  test('are listed newest first, with what is not released at the end, and the start page leads to the first', () => {
    for (const version of ['v0.9', 'next', 'v0.10', 'assets']) write(`${version}/index.html`, '')
    expect(listVersions(folder)).toEqual(['v0.10', 'v0.9', 'next'])
    expect(readFileSync(join(folder, 'versions.json'), 'utf8')).toBe('["v0.10","v0.9","next"]\n')
    expect(readFileSync(join(folder, 'index.html'), 'utf8')).toContain('url=./v0.10/')
  })
})
