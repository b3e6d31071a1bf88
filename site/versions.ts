import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The documentation of what is not released yet. */
export const NEXT = 'next'
const RELEASE = /^v\d+\.\d+$/

export const isVersion = (text: string): boolean => text === NEXT || RELEASE.test(text)

/** Newest first, then what is not released. */
const inOrder = (a: string, b: string): number =>
  Number(a === NEXT) - Number(b === NEXT) || b.localeCompare(a, 'en', { numeric: true })

/** Lists the versions that are in a folder, for the switch of every page, and leads its start page to the newest release. */
export function listVersions(folder: string): string[] {
  const versions = readdirSync(folder).filter((name) => isVersion(name) && existsSync(join(folder, name, 'index.html')))
  const sorted = versions.toSorted(inOrder)
  writeFileSync(join(folder, 'versions.json'), `${JSON.stringify(sorted)}\n`)
  writeFileSync(join(folder, 'index.html'), pageThatLeadsTo(`./${sorted[0] ?? NEXT}/`))
  return sorted
}

const pageThatLeadsTo = (address: string): string => `<!doctype html>
<html lang="en-GB">
  <head>
    <meta charset="utf-8" />
    <title>AIFlow for TypeScript</title>
    <meta http-equiv="refresh" content="0; url=${address}" />
    <link rel="canonical" href="${address}" />
  </head>
  <body><a href="${address}">Documentation of AIFlow for TypeScript</a></body>
</html>
`
