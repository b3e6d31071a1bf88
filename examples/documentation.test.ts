import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TemporaryAIFlow } from './testing/temporary-aiflow.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PAGES = globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT })
/** Files that a Python task runs, and that are uploaded with it. */
const BESIDE = /(?:script|requirements): '([^']+)'/g
const CODE = /^```ts\n(.*?)^```$/gms

const read = (page: string) => readFileSync(join(ROOT, page), 'utf8')

const workflowsOf = (page: string): string[] =>
  [...read(page).matchAll(CODE)].map(([, code]) => code!).filter((code) => code.includes('new Workflow({'))

let aiflow: TemporaryAIFlow
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aiflow-documentation-'))
  // As after `npm install zod @aiflow/operators`, which some pages ask for.
  mkdirSync(join(folder, 'node_modules/@aiflow'), { recursive: true })
  for (const name of ['zod', '@aiflow/operators'])
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name))
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
    const beside = [...code.matchAll(BESIDE)].map(([, path]) => path!)
    for (const path of beside) writeFileSync(join(folder, path), '')
    const extra = beside.length === 0 ? [] : ['-f', ...beside]

    expect(await aiflow.runIn(folder, 'workflow', 'upload', 'documented.ts', ...extra)).toMatch(
      /^(Uploaded|Updated) "[a-z-]+" \(\d tasks?\)/,
    )
  },
)
