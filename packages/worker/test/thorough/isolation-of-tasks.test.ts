import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DEFAULT_WORKER_LIMITS, type Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bundle } from '../support/bundle.ts'
import { codeSpec } from '../support/specs.ts'
import { Stage } from '../support/stage.ts'

const LOG_BYTES = 8 * 1024 * 1024

const BUNDLE = bundle(`
  import { AIFlowOperator, FunctionOperator, Workflow } from '@aiflow/sdk'
  import { appendFileSync } from 'node:fs'
  const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  class BlockedStop extends AIFlowOperator {
    start() { return new Promise(() => setInterval(() => {}, 1000)) }
    stop() { for (;;); }
  }
  export const flow = new Workflow({ name: 'flow' }, () => {
    const task = (name, run) => new FunctionOperator({ name, run })
    task('neighbour', async (context) => {
      for (let count = 0; !context.signal.aborted; count += 1) {
        appendFileSync(context.parameters.file, count + ' ' + Date.now() + '\\n')
        await later(20)
      }
    })
    task('innocent', () => ({
      env: process.env.LEFT ?? null,
      cwd: process.cwd().includes('children'),
      listeners: process.listenerCount('SIGUSR2'),
      pid: process.pid,
    }))
    task('slow-innocent', async () => { await later(400); return 'unharmed' })
    task('throws-string', () => { throw 'just text' })
    task('throws-null', () => { throw null })
    task('throws-strange', () => { throw Object.create(null, { message: { get() { throw new Error('no') } } }) })
    task('throws-hostile', () => { throw Object.assign(new Error('x'), { get message() { throw new Error('no') }, [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('no') } }) })
    task('throws-huge', () => { throw new Error('x'.repeat(10_000_000)) })
    task('exits', () => process.exit(3))
    task('exits-well', () => process.exit(0))
    task('aborts', () => process.abort())
    task('hungry', () => { const all = []; for (;;) all.push(new Array(100000).fill({ a: all.length })) })
    task('giant', () => 'x'.repeat(10_000_000))
    task('circular', () => { const all = {}; all.self = all; return all })
    task('big-int', () => 1n)
    task('blocks', () => { for (;;); })
    task('floods', () => { const line = 'x'.repeat(999); for (let i = 0; i < 60_000; i += 1) console.log(line); return 'done' })
    task('leaks-listener', () => { process.on('SIGUSR2', () => {}); return process.pid })
    task('leaks-timer', () => { setInterval(() => {}, 1000); return process.pid })
    task('changes-all', () => { process.env.LEFT = '1'; process.chdir('/'); process.exitCode = 7; return process.pid })
    task('rejects-later', () => { later(150).then(() => { throw new Error('much too late') }); return process.pid })
    task('leaves-rejection', () => { const far = new Promise((_, reject) => { globalThis.rejectFar = reject }); void far.then(() => {}); return process.pid })
    task('fires-rejection', async () => { globalThis.rejectFar?.(new Error('from the past')); await later(300); return process.pid })
    task('keeps-alive', () => { process.on('exit', () => { for (;;); }); return process.pid })
    new BlockedStop({ name: 'blocked-stop' })
  })
`)

let stage: Stage
let neighbour: string
let file: string

beforeAll(async () => {
  stage = await Stage.create(BUNDLE)
  file = join(stage.home, 'neighbour')
  const taskHeapBytes = 96 * 1024 * 1024
  await stage.worker({ limits: { ...DEFAULT_WORKER_LIMITS, taskHeapBytes, logBytes: LOG_BYTES } })
  const spec = codeSpec('neighbour', { parameters: { file } })
  neighbour = spec.attemptId
  stage.far.start1(spec)
  await stage.far.report(neighbour, 'running')
  await stage.far.until(() => counts().length > 3)
})

afterAll(() => stage.end())

let before: number

beforeEach(() => {
  before = counts().length
})

/** After each case: the neighbour has gone on counting, one by one, without a long pause. */
afterEach(neighbourHasGoneOn)

async function neighbourHasGoneOn(): Promise<void> {
  await stage.far.until(() => counts().length > before + 3)
  const seen = counts()
  expect(seen.map(({ count }) => count)).toEqual(seen.map((_, index) => index))
  expect(stage.far.reportsOf(neighbour).map(({ type }) => type)).toEqual(['running'])
}

function counts(): { count: number; time: number }[] {
  const lines = readFileSync(file, { encoding: 'utf8', flag: 'a+' }).split('\n').slice(0, -1)
  return lines.map((line) => {
    const [count = 0, time = 0] = line.split(' ').map(Number)
    return { count, time }
  })
}

/** What lies on the disk of the log of each child. */
function childLogBytes(): number[] {
  const children = join(stage.home, 'worker', 'children')
  return readdirSync(children).map((child) =>
    readdirSync(join(children, child))
      .filter((name) => name.startsWith('log'))
      .reduce((sum, name) => sum + statSync(join(children, child, name)).size, 0),
  )
}

async function outcomeOf(taskName: string, changes: Parameters<typeof codeSpec>[1] = {}): Promise<Outcome> {
  const spec = codeSpec(taskName, changes)
  stage.far.start1(spec)
  return (await stage.far.report(spec.attemptId, 'finished')).outcome
}

async function outputOf(taskName: string): Promise<unknown> {
  const outcome = await outcomeOf(taskName)
  if (outcome.type !== 'success') throw new Error(`${taskName}: ${JSON.stringify(outcome)}`)
  return outcome.output
}

function messageOf(outcome: Outcome): string {
  return outcome.type === 'failed' ? outcome.message : `${outcome.type}`
}

const PROCESS = { operator: { type: 'code', className: 'FunctionOperator', isolation: 'process' } } as const

describe.each([
  ['in a warm child', {}],
  ['in a process of its own', PROCESS],
])('a task %s', (_, isolation) => {
  test.each([
    ['throws-string', 'just text'],
    ['throws-null', 'null'],
    ['throws-strange', expect.any(String)],
    ['throws-hostile', expect.any(String)],
    ['throws-huge', expect.stringMatching(/^Error: x+… \(10000000 characters\)$/)],
    ['exits', expect.stringContaining('exited with code 3')],
    ['exits-well', expect.stringContaining('exited with code 0')],
    ['aborts', expect.stringContaining('SIGABRT')],
    ['hungry', 'The task ran out of memory (limit 96 MiB).'],
    ['giant', expect.stringContaining('longer than 1048576 bytes')],
    ['circular', expect.stringContaining('contains itself, at "self"')],
    ['big-int', expect.stringContaining('BigInt')],
  ])('that misbehaves fails with its reason: %s', async (taskName, message) => {
    const outcome = await outcomeOf(taskName, isolation)
    expect(messageOf(outcome)).toEqual(message)
    expect(messageOf(outcome).length).toBeLessThan(5000)
  })

  test('that blocks its process is ended at its time limit', async () => {
    const outcome = await outcomeOf('blocks', {
      ...isolation,
      timeoutSeconds: 1,
      stopTimeoutSeconds: 1,
      graceSeconds: 1,
    })
    expect(outcome).toMatchObject({ type: 'failed', reason: 'timeout' })
  })

  test('that blocks its process is stopped', async () => {
    const spec = codeSpec('blocks', { ...isolation, stopTimeoutSeconds: 1, graceSeconds: 1 })
    stage.far.start1(spec)
    await stage.far.report(spec.attemptId, 'running')
    stage.far.stop1(spec.attemptId)
    expect((await stage.far.report(spec.attemptId, 'finished')).outcome).toMatchObject({ type: 'stopped' })
  })

  test('that floods its log ends well, and its log is bounded', async () => {
    expect(await outcomeOf('floods', isolation)).toEqual({ type: 'success', output: 'done' })
    expect(Math.max(...childLogBytes())).toBeLessThan(3 * LOG_BYTES)
  })
})

test('a stop that blocks is ended all the same', async () => {
  const spec = codeSpec('blocked-stop', { stopTimeoutSeconds: 1, graceSeconds: 1 })
  stage.far.start1(spec)
  await stage.far.report(spec.attemptId, 'running')
  stage.far.stop1(spec.attemptId)
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome).toMatchObject({ type: 'stopped' })
})

test.each(['leaks-listener', 'leaks-timer', 'changes-all', 'rejects-later'])(
  'a task that leaves something behind is the last of its process: %s',
  async (taskName) => {
    const worn = await outputOf(taskName)
    const next = await outputOf('innocent')
    expect(next).toMatchObject({ env: null, cwd: true, listeners: 0 })
    expect(next).not.toMatchObject({ pid: worn })
  },
)

test('an error of a task that is over does not fail the one that runs in its process', async () => {
  const past = await outputOf('leaves-rejection')
  expect(await outputOf('fires-rejection')).toBe(past)
  expect(await outputOf('innocent')).not.toMatchObject({ pid: past })
})

test('a process that does not want to leave is ended', async () => {
  const pid = Number(await outputOf('keeps-alive'))
  await stage.far.until(() => !isThere(pid))
  expect(await outputOf('slow-innocent')).toBe('unharmed')
})

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
