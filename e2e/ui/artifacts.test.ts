import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Execution } from '../support/execution.ts'
import { graveFindings } from './support/accessibility.ts'
import { SMALL, WatchedServer } from './support/watched-server.ts'

const WORKFLOW = `import { BashOperator, Workflow } from '@aiflow/sdk'
export const training = new Workflow({ name: 'training' }, () => {
  new BashOperator({ name: 'train', command: 'mkdir -p "$AIFLOW_ARTIFACTS/of a run" && printf %s weights > "$AIFLOW_ARTIFACTS/of a run/model&1.bin"' })
  new BashOperator({ name: 'nothing', command: 'true' })
})
`

let server: WatchedServer
let execution: Execution

beforeAll(async () => {
  server = await WatchedServer.start()
  const file = join(server.home.folder, 'training.ts')
  writeFileSync(file, WORKFLOW)
  await server.home.upload(file)
  execution = await Execution.start(server.home, 'training')
  await execution.reached('train', 'SUCCESS')
  await execution.reached('nothing', 'SUCCESS')
})

afterEach(() => server.leave())

afterAll(() => server?.close())

test('artifacts are listed with size and digest, and downloaded', async () => {
  const page = await server.visit({ path: `/executions/${execution.id}/train/1?tab=result` })
  const list = page.getByRole('region', { name: 'Artifacts' })
  const link = list.getByRole('link', { name: 'of a run/model&1.bin' })
  await link.waitFor()
  await list.getByText(/^7 bytes/).waitFor()
  await list.getByText(/SHA-256 [0-9a-f]{12}/).waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  expect(download.suggestedFilename()).toBe('model&1.bin')
  expect(readFileSync(await download.path(), 'utf8')).toBe('weights')
  expect(await graveFindings(page)).toEqual([])
  await page.setViewportSize(SMALL)
  expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
  expect(server.takeComplaints()).toEqual([])
})

test('a task without artifacts says so', async () => {
  const page = await server.visit({ path: `/executions/${execution.id}/nothing/1?tab=result` })
  await page.getByText('No files.').waitFor()
  expect(await page.getByRole('region', { name: 'Artifacts' }).getByRole('link').count()).toBe(0)
})
