import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AIFlowClient, type UploadRequest } from '@aiflow/sdk/client'
import { type Server, startServer } from '@aiflow/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Home } from '../src/home/home.ts'
import { record } from './recorded-surroundings.ts'

const PROPERTIES = {
  c: { oneOf: [{ type: 'integer', minimum: 10 }, { type: 'string' }] },
  d: { anyOf: [{ multipleOf: 2, type: 'number' }, { type: 'string' }] },
  a: { not: { type: 'integer' } },
  j: { not: { not: { type: 'string' } } },
  x: { enum: [1, '2'] },
  t: JSON.parse('{"if":{"type":"number"},"then":{"maximum":3}}'),
  n: { type: 'integer', minimum: 10 },
}

const home = mkdtempSync(join(tmpdir(), 'aiflow-cli-'))
let server: Server
let client: AIFlowClient

beforeAll(async () => {
  const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, fatal: () => {} }
  server = await startServer({ home, host: '127.0.0.1', port: 0, version: '0', logger })
  client = new AIFlowClient({ url: server.url, token: new Home(home).token() })
  const parameters = { type: 'object', properties: PROPERTIES }
  const tasks = [{ name: 'a', operator: { type: 'bash', command: 'true' } }]
  const definition = { formatVersion: 1, sdkVersion: '0.2.0', namespace: 'default', name: 'w', tasks, parameters }
  const definitions = [definition as unknown as UploadRequest['definitions'][number]]
  const source = { path: 'w.ts', text: '' }
  await client.workflows.upload({ definitions, bundle: 'export const workflow = 1', source, files: [] })
})

afterAll(async () => {
  await server.stop()
  rmSync(home, { recursive: true })
})

function run(...args: string[]) {
  return record(args, { home, serverUrl: server.url })
}

const given = (pairs: readonly string[]) => pairs.flatMap((pair) => ['-p', pair])

test.each([
  [['c=5'], { c: '5' }],
  [['c=15'], { c: 15 }],
  [['d=3'], { d: '3' }],
  [['d=4'], { d: 4 }],
  [['a=5'], { a: '5' }],
  [['a=5.5'], { a: 5.5 }],
  [['j=5'], { j: '5' }],
  [['j=null'], { j: 'null' }],
  [['x=1'], { x: 1 }],
  [['x=2'], { x: '2' }],
  [['t=5'], { t: '5' }],
  [['t=2'], { t: 2 }],
  [['c=5', 'd=4', 'a=[1]', 'x=2', 'n=10'], { c: '5', d: 4, a: [1], x: '2', n: 10 }],
])('%j is taken as JSON where its schema accepts that, and else as text', async (pairs, parameters) => {
  const started = await run('workflow-execution', 'start', 'w', ...given(pairs), '-o', 'plain')
  expect(started).toMatchObject({ exitCode: 0, stderr: '' })
  expect(await client.workflowExecutions.get(Number(started.stdout))).toMatchObject({ parameters })
  const name = pairs.join('').replaceAll(/\W/g, '_')
  const added = [
    await run('workflow-trigger', 'add', 'w', name, '--event', 'never', ...given(pairs)),
    await run('workflow-schedule', 'add', 'w', name, 'cron@@yearly', ...given(pairs)),
  ]
  expect(added).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }])
  expect(await client.triggers.get('default', 'w', name)).toMatchObject({ parameters })
  expect(await client.schedules.get('default', 'w', name)).toMatchObject({ parameters })
})

test.each([
  [['n=5'], '"n": must be >= 10'],
  [['n=5', 'c=5'], '"n": must be >= 10'],
  [['x=3'], '"x": must be 1 or "2"'],
  [['nope=1'], '"nope": is not declared'],
])('%j is refused, with what is wrong', async (pairs, problem) => {
  const { exitCode, stdout, stderr } = await run('workflow-execution', 'start', 'w', ...given(pairs))
  expect([exitCode, stdout]).toEqual([1, ''])
  expect(stderr).toContain(problem)
})
