import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import { usePicturesOfTheme } from './markdown.ts'

const SITE = dirname(dirname(fileURLToPath(import.meta.url)))
const ROOT = dirname(SITE)
const PAGES = join(SITE, '.build/pages')
/** Loaded by Node itself: VitePress bundles what this file imports, with a tool that does not know the settings of this project. */
const load = (file: string): Promise<unknown> => import(join(ROOT, file))

const { slugOf } = (await load('scripts/links/markdown.ts')) as typeof import('../../scripts/links/markdown.ts')
const { sidebarOf } = (await load('site/pages/sidebar.ts')) as typeof import('../pages/sidebar.ts')
/** VitePress puts it before all addresses but those in `head`. */
const BASE = process.env.SITE_BASE ?? '/'

export default defineConfig({
  base: BASE,
  title: 'AIFlow',
  titleTemplate: ':title · AIFlow for TypeScript',
  description: 'An event-driven workflow orchestrator for streams and batch tasks.',
  lang: 'en-GB',
  srcDir: '.build/pages',
  cacheDir: '.build/cache',
  // Every file server finds `page.html`; without the ending it needs to be told.
  cleanUrls: false,
  // Same anchors as on GitHub, so that one link is right in both places.
  markdown: { anchor: { slugify: slugOf }, config: usePicturesOfTheme },
  // All that the search knows is one file, which is loaded when somebody searches.
  vite: { build: { chunkSizeWarningLimit: 5000 } },
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${BASE}icon.svg` }]],
  themeConfig: {
    logo: '/icon.svg',
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: sidebarOf(ROOT, PAGES),
    nav: [
      { text: 'Tutorial', link: '/tutorial/1-first-workflow.md', activeMatch: '/tutorial/' },
      { text: 'How to', link: '/how-to/triggers.md', activeMatch: '/how-to/' },
      { text: 'Reference', link: '/reference/workflows.md', activeMatch: '/reference/(?!api/)' },
      { text: 'Explanation', link: '/explanation/why.md', activeMatch: '/explanation/' },
      { text: 'Examples', link: '/examples/index.md', activeMatch: '/examples/' },
      { text: 'API', link: '/reference/api/index.md', activeMatch: '/reference/api/' },
      { component: 'VersionSwitch' },
    ],
  },
})
