import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isAlive, processesOf } from './support/processes.ts'
import { pythonSpec, SNAPSHOT } from './support/specs.ts'
import { Stage } from './support/stage.ts'
import { waitFor } from './support/wait-for.ts'

/** Each import adds a line: its process, and its attempt if it has one by then. */
const MODULE = `
import os, sys, time
IMPORTED_FOR = os.environ.get('AIFLOW_ATTEMPT_ID')
print('imported')
with open(os.environ['IMPORTS'], 'a') as file:
    file.write(f'{os.getpid()} {IMPORTED_FOR}\\n')
if os.environ.get('BROKEN') and IMPORTED_FOR is None:
    raise RuntimeError('no task')
def tell(*args):
    print('ran')
    with open(os.environ['AIFLOW_TASK_TOKEN_FILE']) as token:
        token = token.read()
    umask = os.umask(0)
    os.umask(umask)
    return {'pid': os.getpid(), 'ahead': IMPORTED_FOR is None, 'attempt': os.environ['AIFLOW_ATTEMPT_ID'], 'args': args,
        'own': os.getcwd() == os.environ['AIFLOW_FOLDER'], 'umask': umask, 'token': token, 'argv': sys.argv,
        'main': sys.modules['__main__'].__name__, 'descriptors': sorted(os.listdir('/proc/self/fd'))[:4],
        'variable': os.environ.get('AIFLOW_AHEAD')}
def fail():
    raise ValueError('no rows')
def leave():
    sys.exit(7)
def wait(file):
    open(f'{file}.{os.getpid()}', 'w').close()
    while not os.path.exists(file):
        time.sleep(0.01)
    return IMPORTED_FOR is None
`

let stage: Stage
let imports: string

beforeEach(async () => {
  stage = await Stage.create()
  stage.far.files.set(SNAPSHOT, [{ path: 'training.py', contentBase64: Buffer.from(MODULE).toString('base64') }])
  imports = join(stage.home, 'imports')
})

afterEach(() => stage.end())

function call(name: string, args: readonly unknown[] = [], env: Record<string, string> = {}): AttemptSpec {
  const run = { type: 'callable', name: `training:${name}`, args, kwargs: {} } as Parameters<typeof pythonSpec>[0]
  return pythonSpec(run, { preload: true, env: { IMPORTS: imports, ...env } })
}

async function outcomeOf(spec: AttemptSpec) {
  stage.far.start1(spec)
  return (await stage.far.report(spec.attemptId, 'finished')).outcome
}

const importLines = () => (existsSync(imports) ? readFileSync(imports, 'utf8').trim().split('\n') : [])

/** The process that has imported the module, and waits for a task. */
async function ahead(isSpent: (pid: number) => boolean = () => false): Promise<number> {
  const waiting = () => importLines().find((line) => line.endsWith(' None') && !isSpent(Number(line.split(' ')[0])))
  return Number((await waitFor(() => waiting() ?? null, 'a process that has imported the module')).split(' ')[0])
}

/** Runs a task that finds nothing ready, after which there is a process for the next one. */
async function primed(): Promise<number> {
  expect(await outcomeOf(call('tell'))).toMatchObject({ type: 'success', output: { ahead: false } })
  return ahead()
}

test('the next task runs in a process that has imported its module, as it would in one of its own', async () => {
  await stage.worker()
  const first = call('tell', [1])
  const cold = await outcomeOf(first)
  const pid = await ahead()
  const second = call('tell', [2])
  const warm = await outcomeOf(second)
  const told = (attempt: AttemptSpec, args: number[]) => ({
    ...(cold as { output: object }).output,
    pid: expect.any(Number),
    attempt: attempt.attemptId,
    args,
    token: attempt.token,
    own: true,
    variable: null,
  })
  expect(cold).toEqual({ type: 'success', output: { ...told(first, [1]), ahead: false } })
  expect(warm).toEqual({ type: 'success', output: { ...told(second, [2]), ahead: true, pid } })
  expect(await stage.far.log(second.attemptId)).toBe('imported\nran\n')
  // One for each task, and one more.
  await ahead((each) => each === pid)
  expect(importLines()).toHaveLength(3)
  expect(isAlive(pid)).toBe(false)
})

test('the reason, the exit code and the signal of a task are known as ever', async () => {
  await stage.worker()
  const spent = new Set([await primed()])
  expect(await outcomeOf(call('fail'))).toMatchObject({
    reason: 'error',
    message: 'ValueError: no rows (training.py, line 20, in fail)',
  })
  spent.add(await ahead((pid) => spent.has(pid)))
  expect(await outcomeOf(call('leave'))).toMatchObject({ reason: 'exit', exitCode: 7 })
  const killed = await ahead((pid) => spent.has(pid))
  const spec = call('wait', [join(stage.home, 'never')])
  const outcome = outcomeOf(spec)
  await waitFor(() => (existsSync(join(stage.home, `never.${killed}`)) ? true : null), 'the start')
  process.kill(killed, 'SIGKILL')
  expect(await outcome).toMatchObject({ type: 'failed', signal: 'SIGKILL' })
  expect(processesOf(spec.attemptId)).toEqual([])
})

test('a task is stopped as any other, and nothing of it stays', async () => {
  await stage.worker()
  const pid = await primed()
  const spec = call('wait', [join(stage.home, 'never')])
  stage.far.start1(spec)
  await waitFor(() => (existsSync(join(stage.home, `never.${pid}`)) ? true : null), 'the start')
  stage.far.send({ type: 'stop', attemptIds: [spec.attemptId] })
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome).toMatchObject({ type: 'stopped' })
  expect(isAlive(pid)).toBe(false)
})

test.each([
  ['goes on under the next worker', false],
  ['that ended while there was no worker is reported by the next one', true],
])('a task of a killed worker %s', async (_what, endsBetween) => {
  const worker = await stage.process()
  const pid = await primed()
  const file = join(stage.home, 'go')
  const spec = call('wait', [file])
  stage.far.start1(spec)
  await waitFor(() => (existsSync(`${file}.${pid}`) ? true : null), 'the start')
  const spare = await ahead((each) => each === pid)
  await worker.kill()
  await waitFor(() => (isAlive(spare) ? null : true), 'the end of a process without a task')
  if (endsBetween) writeFileSync(file, '')
  if (endsBetween) await waitFor(() => (isAlive(pid) ? null : true), 'the end of the task')
  await stage.process()
  if (!endsBetween) writeFileSync(file, '')
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  expect(outcome).toEqual({ type: 'success', output: true })
  expect(readdirSync(stage.home).filter((name) => name.startsWith('go.'))).toEqual([`go.${pid}`])
})

test('without a claim that can be read, the next worker finds the process of a task by its note', async () => {
  const worker = await stage.process()
  const pid = await primed()
  const spec = call('wait', [join(stage.home, 'never')])
  stage.far.start1(spec)
  await waitFor(() => (existsSync(join(stage.home, `never.${pid}`)) ? true : null), 'the start')
  await worker.kill()
  writeFileSync(join(stage.home, 'worker/attempts', spec.attemptId, 'run'), 'damaged')
  await stage.process()
  stage.far.send({ type: 'stop', attemptIds: [spec.attemptId] })
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome).not.toMatchObject({ type: 'success' })
  expect(isAlive(pid)).toBe(false)
})

test('one that dies before it has claimed its task leaves the task to another', async () => {
  await stage.worker()
  const pid = await primed()
  const [id = ''] = readdirSync(join(stage.home, 'worker/ahead'))
  // It cannot write its note into a folder, and dies of it.
  mkdirSync(join(stage.home, 'worker/ahead', id, 'attempt'))
  expect(await outcomeOf(call('tell'))).toMatchObject({ type: 'success', output: { ahead: false } })
  expect(isAlive(pid)).toBe(false)
})

test('those without a task leave with their worker, and leave nothing', async () => {
  const worker = await stage.worker()
  const pid = await primed()
  await worker.stop()
  expect(isAlive(pid)).toBe(false)
  expect(readdirSync(join(stage.home, 'worker/ahead'))).toEqual([])
})

test('what an earlier worker left is removed', async () => {
  mkdirSync(join(stage.home, 'worker/ahead/left'), { recursive: true })
  await stage.worker()
  expect(readdirSync(join(stage.home, 'worker/ahead'))).toEqual([])
})

test('a module that needs its task for the import is imported by each task itself', async () => {
  await stage.worker()
  const env = { BROKEN: '1' }
  expect(await outcomeOf(call('tell', [], env))).toMatchObject({ output: { ahead: false } })
  await ahead()
  for (const _ of [1, 2]) expect(await outcomeOf(call('tell', [], env))).toMatchObject({ output: { ahead: false } })
  expect(importLines().filter((line) => line.endsWith(' None'))).toHaveLength(1)
})

test('a task with other variables has a process with these variables', async () => {
  await stage.worker()
  const pid = await primed()
  expect(await outcomeOf(call('tell', [], { OTHER: '1' }))).toMatchObject({ output: { ahead: false } })
  expect(await outcomeOf(call('tell'))).toMatchObject({ output: { ahead: true, pid } })
})
