import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from '../support/bundle.ts'
import { childJournals, isClaimed } from '../support/journal-of.ts'
import { isAlive } from '../support/processes.ts'
import { bashSpec, codeSpec, sharedSpec } from '../support/specs.ts'
import { Stage } from '../support/stage.ts'

const BUNDLE = bundle(`
  import { appendFileSync, existsSync } from 'node:fs'
  import { setTimeout as delay } from 'node:timers/promises'
  import { FunctionOperator, Workflow } from '@aiflow/sdk'
  export const flow = new Workflow({ name: 'flow' }, () => {
    new FunctionOperator({ name: 'gated', run: async ({ parameters, signal }) => {
      appendFileSync(parameters.starts, parameters.gate + '\\n')
      while (!existsSync(parameters.gate)) await delay(10, undefined, { signal })
      return 42
    } })
  })
`)

let stage: Stage
let gate: string
let starts: string

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
  gate = join(stage.home, 'gate')
  starts = join(stage.home, 'starts')
  await stage.worker()
})

afterEach(() => stage.end())

/** Empties folders of the worker. */
function empty(...folders: string[]): void {
  for (const folder of folders.map((name) => join(stage.home, 'worker', name))) {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
  }
}

function specsOf(): AttemptSpec[] {
  const parameters = { gate, starts }
  const command = `until [ -e "${gate}" ]; do sleep 0.01; done`
  return [bashSpec(command), codeSpec('gated', { parameters }), sharedSpec('gated', { parameters })]
}

/** Runs the tasks, whose gate is open. */
function run(): Promise<unknown[]> {
  const specs = specsOf()
  for (const spec of specs) stage.far.start1(spec)
  return outcomesOf(specs)
}

/** Starts the tasks, and waits until all have claimed their attempts. The worker may not know yet that they run. */
async function start(): Promise<AttemptSpec[]> {
  const specs = specsOf()
  for (const spec of specs) stage.far.start1(spec)
  await stage.far.until(() => specs.every(({ attemptId }) => isClaimed(stage.home, attemptId)))
  return specs
}

async function outcomesOf(specs: readonly AttemptSpec[]): Promise<unknown[]> {
  const reports = await Promise.all(specs.map(({ attemptId }) => stage.far.report(attemptId, 'finished')))
  return reports.map(({ outcome }) => outcome)
}

const SUCCESS = [
  { type: 'success', output: null },
  { type: 'success', output: 42 },
  { type: 'success', output: 42 },
]

test.each([[['attempts']], [['folders']], [['children']], [['attempts', 'folders', 'children']]])(
  'tasks whose folders in %s are removed while they run succeed, and so do those that follow',
  async (folders) => {
    for (const _round of ['removed', 'following']) {
      rmSync(gate, { force: true })
      const specs = await start()
      empty(...folders)
      writeFileSync(gate, '')
      expect(await outcomesOf(specs)).toEqual(SUCCESS)
    }
  },
)

test('tasks whose folders are removed while they run can be stopped', async () => {
  const specs = await start()
  empty('attempts', 'folders', 'children')
  for (const { attemptId } of specs) stage.far.stop1(attemptId)
  expect(await outcomesOf(specs)).toMatchObject(Array(3).fill({ type: 'stopped' }))
})

/** The tasks of a worker that has left. */
async function leaveBehind(specs: readonly AttemptSpec[]): Promise<void> {
  for (const spec of specs) stage.far.start1(spec)
  for (const { attemptId } of specs) await stage.far.report(attemptId, 'running')
  await stage.far.until(() => linesOf(starts).length === specs.length)
}

const linesOf = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [])

test.each([
  ['code', codeSpec],
  ['shared', sharedSpec],
])('%s: a task whose folder is removed does not start again in the next worker', async (_, specOf) => {
  const spec = specOf('gated', { parameters: { gate, starts } })
  await leaveBehind([spec])
  empty('attempts', 'children')
  await stage.workers.pop()?.stop()
  await stage.worker()
  expect(await outcomesOf([spec])).toMatchObject([{ type: 'lost' }])
  expect(linesOf(starts)).toEqual([gate])
})

test('nor does a task whose child has written about another one since then', async () => {
  const gates = ['first', 'second'].map((name) => join(stage.home, name))
  const [first, second] = gates.map((each) => sharedSpec('gated', { parameters: { gate: each, starts } }))
  await leaveBehind([first!, second!])
  empty('attempts', 'children')
  await stage.workers.pop()?.stop()
  writeFileSync(gates[0]!, '')
  await stage.far.until(() => childJournals(stage.home).length > 0)
  await stage.worker()
  expect(await outcomesOf([second!])).toMatchObject([{ type: 'lost' }])
  expect(linesOf(starts).toSorted()).toEqual(gates.toSorted())
})

test('a task whose folder is removed between its claim and the answer of its child is ended by a stop', async () => {
  const [worker] = stage.workers
  const first = codeSpec('gated', { parameters: { gate: stage.home, starts } })
  stage.far.start1(first)
  const child = (await stage.far.report(first.attemptId, 'running')).pid ?? 0
  await stage.far.report(first.attemptId, 'finished')
  process.kill(child, 'SIGSTOP')
  const spec = codeSpec('gated', { parameters: { gate, starts } })
  stage.far.start1(spec)
  await stage.far.until(() => isHandedOver(spec.attemptId))
  process.kill(child, 'SIGCONT')
  // The worker runs in this process. So it reads no answer until the stop is requested.
  while (!isClaimed(stage.home, spec.attemptId)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
  empty('children')
  await worker!.stopTasks()
  expect(await outcomesOf([spec])).toMatchObject([{ type: 'stopped' }])
  expect(isAlive(child)).toBe(false)
})

/** Whether a child has got the token of the attempt, right before it is asked to run it. */
function isHandedOver(attemptId: string): boolean {
  const children = join(stage.home, 'worker', 'children')
  const tokens = readdirSync(children).map((name) => join(children, name, 'token'))
  return tokens.some((token) => existsSync(token) && readFileSync(token, 'utf8').includes(attemptId))
}

const FOLDERS = ['attempts', 'bin', 'children', 'folders', 'settled', 'snapshots']

test('folders that are removed are created again, and later tasks run in them', async () => {
  writeFileSync(gate, '')
  expect(await run()).toEqual(SUCCESS)
  for (const folder of FOLDERS) rmSync(join(stage.home, 'worker', folder), { recursive: true })
  await stage.far.until(() => existsSync(join(stage.home, 'worker/bin/aiflow-shim')))
  expect(await run()).toEqual(SUCCESS)
})

test('an attempt whose folder cannot be read waits, and its end is reported once it can be read', async () => {
  const attempts = join(stage.home, 'worker', 'attempts')
  rmSync(attempts, { recursive: true })
  symlinkSync(attempts, attempts)
  const [failed, stopped] = [specsOf()[0]!, specsOf()[0]!]
  for (const spec of [failed, stopped]) stage.far.start1(spec)
  stage.far.stop1(stopped.attemptId)
  stage.far.send({ type: 'readLog', requestId: 'r', attemptId: stopped.attemptId, offset: 0, maxBytes: 1 })
  await stage.far.message('log')
  rmSync(attempts)
  expect(await outcomesOf([failed])).toMatchObject([{ type: 'failed', reason: 'start' }])
  expect(await outcomesOf([stopped])).toEqual([{ type: 'neverStarted' }])
})

test('a task whose folder is replaced by a file ends all the same, and later tasks run', async () => {
  const specs = await start()
  const children = join(stage.home, 'worker', 'children')
  rmSync(children, { recursive: true })
  writeFileSync(children, 'text')
  writeFileSync(gate, '')
  expect(await outcomesOf(specs)).toEqual(SUCCESS)
  rmSync(children)
  await stage.far.until(() => existsSync(children))
  expect(await run()).toEqual(SUCCESS)
})
