import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'vitepress'
import { writeApi } from './api/write-api.ts'
import { deadLinksOfSite } from './pages/dead-links.ts'
import { writeForLanguageModels } from './pages/llms.ts'
import { unlistedPages } from './pages/unlisted-pages.ts'
import { writePages } from './pages/write-pages.ts'
import { listVersions } from './versions.ts'

const SITE = import.meta.dirname
const ROOT = dirname(SITE)
const BUILD = join(SITE, '.build')

export interface SiteOptions {
  /** `next`, or a release such as `v0.3`: the folder of the site, so that several stand side by side. */
  readonly version: string
  /** Where the site will be served: `/`, or a folder such as `/docs/`. */
  readonly prefix: string
  /** The folder that holds the versions. Others in it stay. */
  readonly out: string
}

/** Builds one version. Returns what is wrong with it. */
export async function buildSite({ version, prefix, out }: SiteOptions): Promise<string[]> {
  const pages = join(BUILD, 'pages')
  rmSync(BUILD, { recursive: true, force: true })
  writePages(ROOT, pages)
  const api = { sdk: join(ROOT, 'packages/sdk/src'), copy: join(BUILD, 'sdk'), out: join(pages, 'reference/api') }
  const undocumented = await writeApi(api)

  const base = `${prefix}${version}/`
  const folder = join(out, version)
  rmSync(folder, { recursive: true, force: true })
  // Stops at links to pages that do not exist.
  process.env.SITE_BASE = base
  await build(SITE, { outDir: folder })
  writeForLanguageModels(ROOT, pages, folder)
  listVersions(out)
  return [
    ...unlistedPages(ROOT).map((page) => `docs/README.md does not list ${page}`),
    ...undocumented.map((name) => `${name} has no comment`),
    ...deadLinksOfSite(folder, base).map((link) => `dead link in ${link}`),
  ]
}
