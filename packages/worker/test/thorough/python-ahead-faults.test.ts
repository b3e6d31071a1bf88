import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isAlive } from '../support/processes.ts'
import { pythonSpec, SNAPSHOT } from '../support/specs.ts'
import { Stage } from '../support/stage.ts'
import { waitFor } from '../support/wait-for.ts'

/** What a test has a module do at its import. `AHEAD` is whether it is imported without a task, `FOLDER` where to leave notes. */
const MODULE = `
import os, subprocess, sys, time
AHEAD = 'AIFLOW_ATTEMPT_ID' not in os.environ
FOLDER = os.environ['FOLDER']
def note(name, text=''):
    with open(os.path.join(FOLDER, f'{name}.new'), 'w') as file:
        file.write(str(text))
    os.rename(os.path.join(FOLDER, f'{name}.new'), os.path.join(FOLDER, name))
exec(os.environ.get('AT_IMPORT', ''))
if AHEAD:
    note(f'imported.{os.getpid()}')
def tell():
    if os.environ.get('FAIL') and AHEAD:
        raise ValueError('no rows')
    return {'ahead': AHEAD, 'number': os.environ.get('NUMBER')}
`

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create()
  stage.far.files.set(SNAPSHOT, [{ path: 'odd.py', contentBase64: Buffer.from(MODULE).toString('base64') }])
})

afterEach(() => stage.end())

function call(atImport: string, env: Record<string, string> = {}): AttemptSpec {
  const run = { type: 'callable' as const, name: 'odd:tell', args: [], kwargs: {} }
  return pythonSpec(run, { preload: true, env: { FOLDER: stage.home, AT_IMPORT: atImport, ...env } })
}

async function outcomeOf(spec: AttemptSpec) {
  stage.far.start1(spec)
  return (await stage.far.report(spec.attemptId, 'finished')).outcome
}

const noted = (name: string) => waitFor(() => (existsSync(join(stage.home, name)) ? true : null), `the note ${name}`)
const gone = (pid: number) => waitFor(() => (isAlive(pid) ? null : true), `the end of ${pid}`)
const folders = () =>
  existsSync(join(stage.home, 'worker/ahead')) ? readdirSync(join(stage.home, 'worker/ahead')) : []

async function pidOf(name: string): Promise<number> {
  await noted(name)
  return Number(readFileSync(join(stage.home, name), 'utf8'))
}

/** The process that has imported the module. */
async function imported(): Promise<number> {
  const find = () => readdirSync(stage.home).find((name) => /^imported\.\d+$/.test(name)) ?? null
  return Number((await waitFor(find, 'an import without a task')).split('.')[1])
}

const parentOf = (pid: number) => Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])

async function primed(atImport = '', env = {}): Promise<number> {
  expect(await outcomeOf(call(atImport, env))).toMatchObject({ type: 'success', output: { ahead: false } })
  return imported()
}

test('a frozen process does not keep its task from running', { timeout: 30_000 }, async () => {
  await stage.worker()
  const pid = await primed()
  process.kill(pid, 'SIGSTOP')
  expect(await outcomeOf(call(''))).toMatchObject({ type: 'success', output: { ahead: false } })
  await gone(pid)
})

test('a process whose shim was killed ends, and takes no task', async () => {
  await stage.worker()
  const pid = await primed()
  process.kill(parentOf(pid), 'SIGKILL')
  await gone(pid)
  expect(await outcomeOf(call(''))).toMatchObject({ type: 'success' })
})

test('a task does not wait long for an import that hangs', { timeout: 30_000 }, async () => {
  await stage.worker()
  const hang = 'if AHEAD:\n note("hangs", os.getpid())\n time.sleep(3600)'
  expect(await outcomeOf(call(hang))).toMatchObject({ output: { ahead: false } })
  const pid = await pidOf('hangs')
  expect(await outcomeOf(call(hang))).toMatchObject({ output: { ahead: false } })
  await gone(pid)
})

test('an import that hangs ends with its killed worker', { timeout: 30_000 }, async () => {
  const worker = await stage.process()
  const hang = 'if AHEAD:\n note("hangs", os.getpid())\n time.sleep(3600)'
  expect(await outcomeOf(call(hang))).toMatchObject({ output: { ahead: false } })
  const pid = await pidOf('hangs')
  await worker.kill()
  await stage.process()
  await gone(pid)
})

test.each([
  ['closes descriptor 3', 'os.close(3)'],
  ['closes descriptor 4', 'os.close(4)'],
  ['closes all descriptors', 'os.closerange(3, 256)'],
  ['has its own descriptor 4', 'os.close(4); os.open(os.path.join(FOLDER, "own"), os.O_RDWR | os.O_CREAT)'],
  ['exits', 'os._exit(3)'],
  ['forks a child that goes on importing', 'os.fork()'],
])('a module that %s at its import runs in each task', { timeout: 30_000 }, async (_what, code) => {
  await stage.worker()
  const atImport = `if AHEAD:\n note('begun')\n ${code}`
  expect(await outcomeOf(call(atImport))).toMatchObject({ output: { ahead: false } })
  await noted('begun')
  expect(await outcomeOf(call(atImport))).toMatchObject({ type: 'success' })
  expect(existsSync(join(stage.home, 'own')) ? readFileSync(join(stage.home, 'own'), 'utf8') : '').toBe('')
})

test.each([
  ['closes its output', 'sys.stdout.close()'],
  ['has no output', 'sys.stdout = None'],
  ['sets what "env" sets', 'os.environ["NUMBER"] = "2"'],
])('a module that %s at its import finds the same ahead as in its task', async (_what, code) => {
  await stage.worker()
  const env = { NUMBER: '1' }
  const cold = await outcomeOf(call(code, env))
  await imported()
  const warm = await outcomeOf(call(code, env))
  expect([cold.type, warm]).toEqual([
    'success',
    { type: 'success', output: { ...(cold as { output: object }).output, ahead: true } },
  ])
})

const DAEMON = `
if AHEAD:
    note('daemon', subprocess.Popen(['sleep', '1000'], start_new_session=True).pid)
`

test('what a module started at its import ends with a task that fails', async () => {
  await stage.worker({ cgroups: false })
  await primed(DAEMON, { FAIL: '1' })
  const daemon = await pidOf('daemon')
  expect(await outcomeOf(call(DAEMON, { FAIL: '1' }))).toMatchObject({ message: expect.stringContaining('no rows') })
  await gone(daemon)
})

test('what a module started at its import ends with the worker, if there is no task', async () => {
  const worker = await stage.worker({ cgroups: false })
  await primed(DAEMON)
  const daemon = await pidOf('daemon')
  await worker.stop()
  await gone(daemon)
  expect(folders()).toEqual([])
})

test('what a module prints without end is bounded', { timeout: 30_000 }, async () => {
  await stage.worker()
  const flood = `
if AHEAD:
    import threading
    threading.Thread(target=lambda: [(print('x' * 100_000), time.sleep(0.001)) for _ in iter(int, 1)], daemon=True).start()
    time.sleep(4)
`
  await primed(flood)
  const [id = ''] = folders()
  const bytes = statSync(join(stage.home, 'worker/ahead', id, 'log')).blocks * 512
  expect(bytes).toBeLessThan(50_000_000)
  const spec = call(flood)
  expect(await outcomeOf(spec)).toMatchObject({ output: { ahead: true } })
})

test('without its folder, a process leaves its task to another', async () => {
  await stage.worker()
  const pid = await primed()
  rmSync(join(stage.home, 'worker/ahead'), { recursive: true })
  expect(await outcomeOf(call(''))).toMatchObject({ type: 'success', output: { ahead: false } })
  await gone(pid)
})

test('of many tasks at once, all run, and one process waits', { timeout: 60_000 }, async () => {
  await stage.worker()
  const specs = Array.from({ length: 50 }, () => call(''))
  const outcomes = await Promise.all(specs.map(outcomeOf))
  expect(outcomes.every(({ type }) => type === 'success')).toBe(true)
  expect(folders().length).toBeLessThanOrEqual(1)
})
