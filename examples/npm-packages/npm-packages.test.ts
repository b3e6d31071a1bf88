import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TemporaryAIFlow } from '../testing/temporary-aiflow.ts'

// The packages are installed into a copy, so that nothing is left in this folder.
const folder = mkdtempSync(join(tmpdir(), 'aiflow-npm-packages-'))
let aiflow: TemporaryAIFlow

beforeAll(async () => {
  cpSync(import.meta.dirname, folder, { recursive: true, filter: (path) => !path.includes('node_modules') })
  await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder })
  aiflow = await TemporaryAIFlow.start()
})

afterAll(async () => {
  await aiflow.stop()
  rmSync(folder, { recursive: true })
})

it('draws with sharp, and keeps rows with better-sqlite3, both installed by the worker', async () => {
  await aiflow.runIn(folder, 'workflow', 'upload', 'workflow.ts')
  expect(await aiflow.run('workflow-execution', 'start', 'thumbnails', '--wait', '-o', 'plain')).toBe('1\tSUCCESS\n')
  const [shrink] = (await aiflow.client.taskExecutions.list(1, { task: 'shrink' })).items
  const rows = ['blue', 'green', 'red'].flatMap((colour) =>
    [16, 32, 64].map((width) => ({ name: `${colour}.png`, width, height: width / 2 })),
  )
  expect(shrink!.outcome).toEqual({ type: 'success', output: rows })
})
