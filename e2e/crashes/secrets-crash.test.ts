import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { waitUntil } from '../support/wait-for.ts'

const PROGRAM = fileURLToPath(new URL('../../packages/cli/bin/aiflow.js', import.meta.url))
const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url))
const PASSWORD = "pä'ss/wörd+of-the-database"
const KEY = 'k3y-of-the-api-0123456789'

let home: AIFlowHome

beforeEach(async () => {
  home = new AIFlowHome()
  await home.start()
  for (const file of ['secrets.ts', 'secret_bodies.py']) cpSync(join(FIXTURES, file), join(home.folder, file))
  set('db', PASSWORD)
  set('api', KEY)
  await home.upload('secrets.ts', '-f', 'secret_bodies.py')
})

afterEach(() => home.remove())

/** As a pipe would. */
function set(name: string, value: string): void {
  const env = { PATH: process.env.PATH, HOME: home.folder, AIFLOW_HOME: home.folder }
  execFileSync(process.execPath, [PROGRAM, 'secret', 'set', name], { input: `${value}\n`, env })
}

/** Files of the home that hold a value as it is, or in another form: the store, its WAL, logs, journals, whatever is there. */
function traces(): string[] {
  const forms = [PASSWORD, KEY].flatMap((value) => [
    value,
    Buffer.from(value).toString('base64'),
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
  ])
  const words = forms.flatMap((form) => ['-e', form])
  try {
    return execFileSync('grep', ['-rlaF', ...words, home.folder], { encoding: 'utf8' })
      .trim()
      .split('\n')
  } catch {
    return []
  }
}

const log = async (id: number, task: string) => home.must('logs', String(id), task)

it.each<[string, () => Promise<unknown>]>([
  ['nobody', async () => undefined],
  ['its worker', async () => home.workerBack(await home.killWorker())],
  ['its server', async () => home.crashServer()],
  [
    'server and worker, while the tasks end',
    async () => {
      await home.killServer()
      const pid = await home.killWorker()
      home.open('gate')
      await waitUntil('the tasks to end', () => home.processes().length === 0)
      await home.start()
      await home.workerBack(pid)
    },
  ],
])('tasks with secrets leave no value in the home when somebody kills %s', async (_, kill) => {
  const execution = await Execution.start(home, 'telling')
  const { id } = execution
  await execution.reached('python', 'FAILED')
  for (const task of ['command', 'code'])
    await waitUntil(`${task} to begin`, async () => (await log(id, task)).includes('begin ***'))
  await kill()
  home.open('gate')
  expect(await execution.reached('command', 'SUCCESS')).toMatchObject({
    attemptNumber: 1,
    outcome: { output: { key: '***' } },
  })
  expect(await execution.reached('code', 'SUCCESS')).toMatchObject({
    attemptNumber: 1,
    outcome: { output: { password: '***', lengths: [PASSWORD.length, KEY.length] } },
  })
  expect(await execution.reached('python', 'FAILED')).toMatchObject({
    attemptNumber: 2,
    outcome: { message: expect.stringMatching(/^ConnectionError: refused \*\*\* \(secret_bodies\.py, line 8/) },
  })
  await execution.ended('FAILED')
  expect(await log(id, 'command')).toBe('begin ***\n***\n')
  expect(await log(id, 'code')).toMatch(/begin \*\*\* .*\n.*end \{"DB_PASSWORD":"\*\*\*","url":"\*\*\*",.*\}\n$/)
  expect(await log(id, 'python')).toContain("begin *** '***'")
  await waitUntil('the ends to be settled', () => readdirSync(join(home.folder, 'worker', 'secrets')).length === 0)
  for (const kind of ['control', 'report', 'status'])
    expect(await home.must('event', 'list', '--kind', kind, '-o', 'json')).not.toContain(KEY)
  expect(traces()).toEqual([])
})

it('a secret that is missing fails a task with one reason, and a retry takes it once it is there', async () => {
  await home.must('secret', 'delete', 'api', '--yes')
  const execution = await Execution.start(home, 'telling')
  expect(await execution.reached('command', 'FAILED')).toMatchObject({
    outcome: {
      reason: 'start',
      message: 'The namespace "default" has no secret "api". Set it with "aiflow -n default secret set api".',
    },
  })
  set('api', KEY)
  home.open('gate')
  await home.must('task', 'start', String(execution.id), 'command')
  expect(await execution.reached('command', 'SUCCESS')).toMatchObject({ outcome: { output: { key: '***' } } })
  expect(traces()).toEqual([])
})

it('a command that is killed with everything around it leaves no value once a worker is back', async () => {
  const execution = await Execution.start(home, 'telling')
  await waitUntil('the command to begin', async () => (await log(execution.id, 'command')).includes('begin'))
  await home.kill()
  expect(traces().length).toBeGreaterThan(0)
  home.open('gate')
  await home.start()
  await execution.reached('command', 'FAILED')
  await waitUntil('the files to be gone', () => readdirSync(join(home.folder, 'worker', 'secrets')).length === 0)
  expect(traces()).toEqual([])
})
