import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TemporaryAIFlow } from './testing/temporary-aiflow.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PAGES = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...globSync('docs/**/*.md', { cwd: ROOT }),
]
const CODE = /^```ts\n(.*?)^```$/gms
const FENCED = /^```.*?^```$/gms
const LINK = /\]\((?!https?:)([^)\s]+)\)/g
const HEADING = /^#+ (.*)$/gm

const read = (page: string) => readFileSync(join(ROOT, page), 'utf8')

const workflowsOf = (page: string): string[] =>
  [...read(page).matchAll(CODE)].map(([, code]) => code!).filter((code) => code.includes('new Workflow({'))

let aiflow: TemporaryAIFlow
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aiflow-documentation-'))
  // As after `npm install zod`, which some pages ask for.
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(join(ROOT, 'node_modules/zod'), join(folder, 'node_modules/zod'))
  aiflow = await TemporaryAIFlow.start()
})

afterAll(async () => {
  rmSync(folder, { recursive: true })
  await aiflow.stop()
})

it.for(PAGES.flatMap((page) => workflowsOf(page).map((code, index) => ({ page, index, code }))))(
  'shows a workflow that can be uploaded: $page, $index',
  async ({ code }) => {
    const file = join(folder, 'documented.ts')
    writeFileSync(file, code)

    expect(await aiflow.run('workflow', 'upload', file)).toMatch(/^(Uploaded|Updated) "[a-z-]+" \(\d tasks?\)/)
  },
)

it.for(PAGES)('links to what is there: %s', (page) => {
  const links = [...textOf(page).matchAll(LINK)].map(([, link]) => link!)

  expect(links.filter((link) => !isThere(page, link))).toEqual([])
})

function isThere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : join(page, '..', path)
  if (!existsSync(join(ROOT, target))) return false
  return anchor === undefined || anchorsOf(target).includes(anchor)
}

const textOf = (page: string) => read(page).replace(FENCED, '')

/** As GitHub makes them of headings. */
const anchorsOf = (page: string): string[] =>
  [...textOf(page).matchAll(HEADING)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- _]/gu, '')
      .replaceAll(' ', '-'),
  )
