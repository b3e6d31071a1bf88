import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TemporaryAIFlow } from './testing/temporary-aiflow.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PAGES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
]
const CODE = /^```ts\n(.*?)^```$/gms
const LINK = /\]\((?!https?:)([^)#]+)/g

const read = (page: string) => readFileSync(join(ROOT, page), 'utf8')

const workflowsOf = (page: string): string[] =>
  [...read(page).matchAll(CODE)].map(([, code]) => code!).filter((code) => code.includes('new Workflow({'))

let aiflow: TemporaryAIFlow
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aiflow-documentation-'))
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
  const folder = join(ROOT, page, '..')
  const files = [...read(page).matchAll(LINK)].map(([, path]) => join(folder, path!))

  expect(files.filter((file) => !existsSync(file))).toEqual([])
})
