import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { waitFor, waitUntil } from '../support/wait-for.ts'
import { Composition } from './support/image/composition.ts'
import type { Container } from './support/image/container.ts'

const BUILD_LIMIT_MS = 600_000
const WORKFLOW = `
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { BashOperator, FunctionOperator, Workflow } from '@aiflow/sdk'

export const lasting = new Workflow({ name: 'lasting' }, () => {
  new BashOperator({ name: 'command', command: 'echo $$ >/tmp/command; until [ -e /tmp/gate ]; do sleep 0.1; done' })
  new FunctionOperator({
    name: 'code',
    run: async () => {
      while (!existsSync('/tmp/gate')) await sleep(100)
      return process.getuid()
    },
  })
})
`

const composition = new Composition()
let server: Container
let worker: Container

beforeAll(async () => {
  await composition.create()
}, BUILD_LIMIT_MS)

afterAll(() => composition.remove())

async function read<T>(...words: string[]): Promise<T> {
  return JSON.parse(await server.must('aiflow', ...words, '-o', 'json'))
}

async function startLasting(): Promise<string> {
  const { workflowExecutionId } = await read<{ workflowExecutionId: number }>('workflow-execution', 'start', 'lasting')
  return String(workflowExecutionId)
}

async function tasksOf(id: string): Promise<string[]> {
  const { tasks } = await read<WorkflowExecutionDetail>('workflow-execution', 'show', id)
  return tasks.map(({ name, latest }) => `${name} ${latest?.status} ${latest?.attemptNumber}`)
}

async function reached(id: string, statuses: readonly string[]): Promise<void> {
  await waitUntil(statuses.join(', '), async () => {
    const found = await tasksOf(id)
    return statuses.every((status) => found.includes(status))
  })
}

it('the first container leaves a token for the worker; server and worker become healthy', async () => {
  const prepare = await composition.start('prepare')
  expect(await prepare.ended()).toBe(0)
  server = await composition.start('server')
  await server.becomesHealthy()
  worker = await composition.start('worker')
  await worker.becomesHealthy()
  expect(await server.must('aiflow', 'server', 'status')).toContain('http://')
  await waitUntil('the worker to be connected', async () => {
    const { workers } = await read<{ workers: { connected: boolean }[] }>('server', 'status')
    return workers.some(({ connected }) => connected)
  })
})

it.each([
  ['server', () => server],
  ['worker', () => worker],
] as const)('the %s is a user without rights, on files that are not its own', async (name, container) => {
  expect(composition.services[name]).toMatchObject({
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    tmpfs: ['/tmp:mode=1777'],
  })
  const status = await container().must('cat', '/proc/1/status')
  expect(status).toMatch(/^Name:\ttini$/m)
  expect(status).toMatch(/^Uid:\t10001\t10001\t10001\t10001$/m)
  expect(status).toMatch(/^CapBnd:\t0+$/m)
  expect(status).toMatch(/^NoNewPrivs:\t1$/m)
  expect((await container().execute('touch', '/opt/aiflow/changed')).stderr).toContain('Read-only file system')
  expect((await container().execute('touch', `/home/aiflow/${name}/changed`, '/tmp/changed')).exitCode).toBe(0)
})

it('a task goes on while the server is stopped and started, and after it was killed', async () => {
  writeFileSync(join(composition.volume('server'), 'lasting.ts'), WORKFLOW)
  await server.must('aiflow', 'workflow', 'upload', '/home/aiflow/server/lasting.ts')
  const id = await startLasting()
  await reached(id, ['command RUNNING 1', 'code RUNNING 1'])
  const pid = await waitFor(
    'the command',
    async () => (await worker.execute('cat', '/tmp/command')).stdout.trim() || null,
  )
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    await server.ended(signal)
    server = await composition.start('server')
    await server.becomesHealthy()
    await reached(id, ['command RUNNING 1', 'code RUNNING 1'])
    await worker.must('test', '-d', `/proc/${pid}`)
  }
  await worker.must('touch', '/tmp/gate')
  await reached(id, ['command SUCCESS 1', 'code SUCCESS 1'])
  expect(await read('workflow-execution', 'outputs', id)).toMatchObject({ code: 10001 })
})

it('a task ends with its worker, and is lost when the next one comes', async () => {
  await worker.must('rm', '-f', '/tmp/gate')
  const id = await startLasting()
  await reached(id, ['command RUNNING 1', 'code RUNNING 1'])
  await worker.ended('SIGTERM')
  worker = await composition.start('worker')
  await worker.becomesHealthy()
  await reached(id, ['command FAILED 1', 'code FAILED 1'])
  const { tasks } = await read<WorkflowExecutionDetail>('workflow-execution', 'show', id)
  expect(tasks.map(({ latest }) => latest?.outcome)).toMatchObject([{ type: 'lost' }, { type: 'lost' }])
})
