import { cpSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { waitUntil } from '../support/wait-for.ts'

const CLI = fileURLToPath(new URL('../../packages/cli', import.meta.url))

let program: string
let home: AIFlowHome

beforeEach(async () => {
  program = mkdtempSync(join(tmpdir(), 'aiflow-program-'))
  for (const part of ['bin', 'dist', 'package.json']) cpSync(join(CLI, part), join(program, part), { recursive: true })
  symlinkSync(join(CLI, '../../node_modules'), join(program, 'node_modules'))
  home = new AIFlowHome({ program: join(program, 'bin/aiflow.js') })
})

afterEach(async () => {
  await home.remove()
  rmSync(program, { recursive: true })
})

function get(path: string): Promise<Response> {
  return fetch(`${home.url}${path}`, { headers: { authorization: `Bearer ${home.token}` } })
}

it('takes events while nothing can be read, says so, and goes on by itself', async () => {
  const reader = join(program, 'dist/reader.js')
  renameSync(reader, `${reader}.away`)
  await home.start()
  const list = await home.run('event', 'list')
  expect(list).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Nothing can be read from the store') })
  await home.must('event', 'send', 'k', 'v')
  expect((await get('/readyz')).status).toBe(503)
  expect(await (await get('/metrics')).text()).toContain('aiflow_store_readable 0')
  expect(await home.must('server', 'status')).toMatch(/Reads +have failed since .*reader\.js/)
  renameSync(`${reader}.away`, reader)
  await waitUntil('a server that can read', async () => (await get('/readyz')).ok)
  expect(await home.must('event', 'list')).toContain('token:home')
  expect(await home.must('server', 'status')).not.toContain('Reads')
})
