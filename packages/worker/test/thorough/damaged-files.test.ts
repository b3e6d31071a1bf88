import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bundle } from '../support/bundle.ts'
import { childJournals, cutClaims } from '../support/journal-of.ts'
import { isAlive, processesOf } from '../support/processes.ts'
import { bashSpec, codeSpec, sharedSpec } from '../support/specs.ts'
import { Stage } from '../support/stage.ts'
import { waitFor } from '../support/wait-for.ts'
import { WorkerProcess } from '../support/worker-process.ts'

const BUNDLE = bundle(`
  import { FunctionOperator, Workflow } from '@aiflow/sdk'
  import { appendFileSync, existsSync } from 'node:fs'
  const pause = () => new Promise((resolve) => setTimeout(resolve, 5))
  export const flow = new Workflow({ name: 'flow' }, () => {
    new FunctionOperator({ name: 'task', run: async (context) => {
      const { file, gate } = context.parameters
      appendFileSync(file, 'x')
      while (!existsSync(gate) && !context.signal.aborted) await pause()
    } })
  })
`)

/** What may have become of a file by the next time that somebody looks. */
const DAMAGES: Readonly<Record<string, (path: string) => void>> = {
  emptied: (path) => writeFileSync(path, ''),
  'cut in the middle': (path) => writeFileSync(path, readFileSync(path).subarray(0, 2)),
  'filled with zeros': (path) => writeFileSync(path, Buffer.alloc(readFileSync(path).length)),
  'filled with something else': (path) => writeFileSync(path, '7 was here\n{"record":7}\n[]\n{"finished":{}}\n'),
  removed: (path) => rmSync(path, { recursive: true }),
  'a folder': (path) => {
    rmSync(path, { recursive: true, force: true })
    mkdirSync(path)
  },
  'a FIFO': (path) => {
    rmSync(path, { recursive: true, force: true })
    execFileSync('mkfifo', [path])
  },
  'a link to itself': (path) => {
    rmSync(path, { recursive: true, force: true })
    symlinkSync(path, path)
  },
  'a device without end': (path) => {
    rmSync(path, { recursive: true, force: true })
    symlinkSync('/dev/zero', path)
  },
  'larger than it can be': (path) => {
    rmSync(path, { recursive: true, force: true })
    writeFileSync(path, '')
    truncateSync(path, 2 ** 30)
  },
}

/** What is damaged while no worker looks: of the attempt, or of the worker itself. */
const FILES: Readonly<Record<string, Readonly<Record<string, (attemptId: string) => readonly string[]>>>> = {
  command: {
    'the claim': (id) => [place('attempts', id, 'run')],
    'the journal': (id) => [place('attempts', id, 'journal')],
    'claim and journal': (id) => [place('attempts', id, 'run'), place('attempts', id, 'journal')],
    'all that names worker and store': () => ['worker-id', 'store-id', 'lock'].map((name) => place(name)),
  },
  code: { 'the journal of its child': () => childJournals(stage.home) },
  shared: {
    'the journal of its child': () => childJournals(stage.home),
    'what its child notes': () => notesOfChildren(),
  },
}

let stage: Stage
let workers: WorkerProcess[]
let file: string
let gate: string

beforeEach(async () => {
  workers = []
  stage = await Stage.create(BUNDLE)
  file = join(stage.home, 'starts')
  gate = join(stage.home, 'gate')
})

afterEach(async () => {
  for (const worker of workers) await worker.kill()
  await stage.end()
})

const SPECS: Readonly<Record<string, () => AttemptSpec>> = {
  command: () => bashSpec(`printf x >> ${file}; until [ -e ${gate} ]; do sleep 0.01; done`),
  code: () => codeSpec('task', { parameters: { file, gate } }),
  shared: () => sharedSpec('task', { parameters: { file, gate } }),
}
const KINDS = Object.keys(SPECS)

const starts = () => (existsSync(file) ? readFileSync(file, 'utf8') : '')
const place = (...names: string[]) => join(stage.home, 'worker', ...names)

function notesOfChildren(): string[] {
  const paths = readdirSync(place('children')).map((childId) => place('children', childId, 'running'))
  return paths.filter((path) => existsSync(path))
}

async function start(): Promise<WorkerProcess> {
  const before = stage.far.connections
  const worker = new WorkerProcess(stage.home)
  workers.push(worker)
  await stage.far.connected(before + 1)
  return worker
}

/** An attempt that runs, and whose worker is gone. */
async function leaveBehind(kind: string): Promise<{ spec: AttemptSpec; pid: number }> {
  const worker = await start()
  const spec = SPECS[kind]!()
  stage.far.start1(spec)
  const { pid } = await stage.far.report(spec.attemptId, 'running')
  await waitFor(() => (starts() === '' ? null : true), 'the start')
  await stage.claimed(spec.attemptId)
  await worker.kill()
  stage.far.reports.length = 0
  return { spec, pid: pid ?? 0 }
}

test('the socket of a worker is for its owner, whatever the umask is', async () => {
  const umask = process.umask(0)
  try {
    await start()
  } finally {
    process.umask(umask)
  }
  expect(statSync(place('worker.sock')).mode & 0o777).toBe(0o600)
})

async function isStopped(spec: AttemptSpec, pid: number): Promise<void> {
  stage.far.stop1(spec.attemptId)
  await hasStopped(spec, pid)
}

async function hasStopped({ attemptId, operator }: AttemptSpec, pid: number): Promise<void> {
  expect((await stage.far.report(attemptId, 'finished')).outcome.type).toBe('stopped')
  // A process that tasks share goes after the last of them.
  const isShared = operator.type === 'code' && operator.isolation === 'shared'
  if (isShared) await waitFor(() => (isAlive(pid) ? null : true), 'the end of the process')
  expect([isAlive(pid), processesOf(attemptId)]).toEqual([false, []])
}

const cases = KINDS.flatMap((kind) =>
  Object.keys(FILES[kind]!)
    .flatMap((what) => Object.keys(DAMAGES).map((damage) => [kind, what, damage] as const))
    // The code that opens a file notices that it is not one. It is the same code for all files.
    .filter(([, what, damage]) => damage !== 'a device without end' || what.startsWith('the journal')),
)

test.each(cases)(
  '%s: where %s is %s, what runs is adopted, not started again, and can be stopped',
  async (kind, what, damage) => {
    const { spec, pid } = await leaveBehind(kind)
    for (const path of FILES[kind]![what]!(spec.attemptId)) DAMAGES[damage]!(path)
    await start()
    expect((await stage.far.report(spec.attemptId, 'running')).pid).toBe(pid)
    await isStopped(spec, pid)
    expect(starts()).toBe('x')
  },
)

test.each(KINDS)('%s: a running process is adopted even if all files of the worker are gone', async (kind) => {
  const { spec, pid } = await leaveBehind(kind)
  for (const name of ['attempts', 'worker-id', 'store-id', 'lock', 'settled', 'snapshots']) {
    rmSync(place(name), { recursive: true, force: true })
  }
  // The token in the folder of a child says what it runs.
  for (const path of childJournals(stage.home)) rmSync(path)
  await start()
  expect((await stage.far.report(spec.attemptId, 'running')).pid).toBe(pid)
  const [hello] = stage.far.received.filter(({ type }) => type === 'hello').slice(-1)
  expect(hello).toMatchObject({ held: [], found: [spec.attemptId] })
  await isStopped(spec, pid)
  expect(starts()).toBe('x')
})

test.each(KINDS)('%s: a stop that meets a claim that is gone ends what runs', async (kind) => {
  const { spec, pid } = await leaveBehind(kind)
  if (kind === 'command') rmSync(place('attempts', spec.attemptId, 'run'))
  else cutClaims(stage.home)
  for (const wanted of stage.far.wanted) wanted.stop = true
  await start()
  await hasStopped(spec, pid)
  expect(starts()).toBe('x')
})

test.each(KINDS)(
  '%s: an attempt that has lost its journal and is no longer wanted ends when the server says so',
  async (kind) => {
    const { spec, pid } = await leaveBehind(kind)
    rmSync(place('attempts', spec.attemptId), { recursive: true, force: true })
    for (const path of childJournals(stage.home)) rmSync(path)
    stage.far.wanted = []
    await start()
    await stage.far.settled()
    expect(isAlive(pid)).toBe(true)
    stage.far.send({ type: 'stop', attemptIds: [spec.attemptId] })
    await hasStopped(spec, pid)
  },
)

test('an attempt id from an environment that cannot be one is not reported to the server', async () => {
  const { spec, pid } = await leaveBehind('command')
  const name = 'x'.repeat(1000)
  const environment = { ...process.env, AIFLOW_SERVER_FILE: join(stage.home, 'server.json'), AIFLOW_ATTEMPT_ID: name }
  const stranger = spawn('sleep', ['600'], { env: environment })
  await once(stranger, 'spawn')
  await start()
  stranger.kill()
  const [hello] = stage.far.received.filter(({ type }) => type === 'hello').slice(-1)
  expect(hello).toMatchObject({ held: [{ attemptId: spec.attemptId }], found: [] })
  await isStopped(spec, pid)
})

test.each(['emptied', 'cut in the middle', 'filled with zeros'])(
  'an outcome that comes after a claim that was %s counts',
  async (damage) => {
    const { spec } = await leaveBehind('command')
    DAMAGES[damage]!(place('attempts', spec.attemptId, 'run'))
    writeFileSync(gate, '')
    await waitFor(() => (processesOf(spec.attemptId).length === 0 ? true : null), 'the end')
    await start()
    expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('success')
  },
)

test.each(KINDS)(
  '%s: a child or shim that was killed leaves what it started to be ended before it counts as lost',
  async (kind) => {
    const { spec, pid } = await leaveBehind(kind)
    const claims = kind === 'command' ? [place('attempts', spec.attemptId, 'run')] : childJournals(stage.home)
    for (const path of claims) writeFileSync(path, '')
    process.kill(pid, 'SIGKILL')
    await start()
    expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('lost')
    expect(processesOf(spec.attemptId)).toEqual([])
    expect(starts()).toBe('x')
  },
)

test.each(['code', 'shared'])(
  '%s: an attempt that was found without its lines is not started again once its child has died, too',
  async (kind) => {
    const { spec, pid } = await leaveBehind(kind)
    for (const path of childJournals(stage.home)) rmSync(path)
    const second = await start()
    await stage.far.report(spec.attemptId, 'running')
    await second.kill()
    process.kill(pid, 'SIGKILL')
    await start()
    expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('lost')
    expect(starts()).toBe('x')
  },
)

test('a record of another attempt is not taken for its own', async () => {
  const { spec, pid } = await leaveBehind('command')
  const other = JSON.stringify({ record: { storeId: 'store-1', spec: bashSpec('false'), childLog: null } })
  writeFileSync(place('attempts', spec.attemptId, 'journal'), `\n${other}\n`)
  await start()
  await isStopped(spec, pid)
  expect(starts()).toBe('x')
})

test('a worker starts although there are foreign entries in its folder of attempts', async () => {
  const { spec, pid } = await leaveBehind('command')
  for (const name of ['attempts/lost+found', 'attempts/.hidden', 'children/x/process', 'settled/x/y']) {
    mkdirSync(place(name), { recursive: true })
  }
  writeFileSync(place('attempts', 'a-file'), 'text')
  writeFileSync(place('children', 'a-file'), 'text')
  writeFileSync(place('settled', 'a-file'), 'text')
  await start()
  await isStopped(spec, pid)
  expect(starts()).toBe('x')
})

describe('a folder of the worker that cannot be used', () => {
  test.each(['attempts', 'settled', 'children', 'snapshots', 'bin'])('%s is named in one line', async (name) => {
    mkdirSync(dirname(place(name)), { recursive: true })
    writeFileSync(place(name), '')
    const worker = new WorkerProcess(stage.home)
    await worker.ended()
    expect(worker.output.trim().split('\n')).toHaveLength(1)
    expect(worker.output).toContain(`"${place(name)}"`)
    expect(worker.process.exitCode).toBe(1)
  })
})
