import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bundle } from '../support/bundle.ts'
import { unsettledFiles } from '../support/journal-of.ts'
import { processesOf } from '../support/processes.ts'
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

async function start(killPoint?: string, childKillPoint?: string): Promise<WorkerProcess> {
  const before = stage.far.connections
  const worker = new WorkerProcess(stage.home, { killPoint, childKillPoint })
  workers.push(worker)
  await stage.far.connected(before + 1)
  return worker
}

const specs: Readonly<Record<string, () => AttemptSpec>> = {
  command: () => bashSpec(`printf x >> ${file}; until [ -e ${gate} ]; do sleep 0.01; done`),
  /** Its variable is one that only the worker itself passes on. */
  ownProcess: () => ({
    ...bashSpec(''),
    operator: {
      type: 'bash',
      command: `printf x >> ${file}; until [ -e ${gate} ]; do sleep 0.01; done`,
      env: { MINE: '1' },
    },
  }),
  code: () => codeSpec('task', { parameters: { file, gate } }),
  shared: () => sharedSpec('task', { parameters: { file, gate } }),
}

const starts = () => (existsSync(file) ? readFileSync(file, 'utf8') : '')

const hasStarted = () => waitFor(() => (starts() === '' ? null : true), 'the start')

const isSettled = (attemptId: string) =>
  waitFor(() => (unsettledFiles(stage.home, attemptId) === null ? true : null), 'the settlement')

/** All reports of its end are the same. */
function outcomes(attemptId: string): string[] {
  const finished = stage.far.reportsOf(attemptId).filter((report) => report.type === 'finished')
  return [...new Set(finished.map(({ outcome }) => JSON.stringify(outcome)))]
}

const BEGINNINGS = ['record:before', 'record:after'] as const
const OF_CODE = ['send:before', 'send:after'] as const
const OF_COMMANDS = ['folder:before', 'folder:after', 'handOver:before', 'handOver:after'] as const
const OF_OWN_PROCESSES = ['spawn:before', 'spawn:after'] as const
const ENDS = ['finished:before', 'finished:after', 'settle:before', 'settle:after'] as const
const ENDS_OF_COMMANDS = ['collect:before', 'collect:after'] as const
const STOPS = ['stop:before', 'stop:after', 'finished:before', 'finished:after'] as const

const of = (kind: string, points: readonly string[]) => points.map((point) => [kind, point] as const)
const each = (points: readonly string[]) => Object.keys(specs).flatMap((kind) => of(kind, points))

describe('a worker that is killed as an attempt begins: it runs once, and the next worker reports it', () => {
  test.each([
    ...each(BEGINNINGS),
    ...of('command', OF_COMMANDS),
    ...of('ownProcess', OF_OWN_PROCESSES),
    ...of('code', OF_CODE),
    ...of('shared', OF_CODE),
  ])('%s, %s', async (kind, point) => {
    const worker = await start(point)
    const spec = specs[kind]!()
    stage.far.start1(spec)
    await worker.killedItself()
    await start()
    await hasStarted()
    writeFileSync(gate, '')
    expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('success')
    await isSettled(spec.attemptId)
    expect(starts()).toBe('x')
    expect(outcomes(spec.attemptId)).toHaveLength(1)
  })
})

describe('a worker that is killed as an attempt ends: the next one reports the same end', () => {
  test.each([...each(ENDS), ...of('command', ENDS_OF_COMMANDS)])('%s, %s', async (kind, point) => {
    const worker = await start(point)
    const spec = specs[kind]!()
    stage.far.start1(spec)
    await hasStarted()
    writeFileSync(gate, '')
    await worker.killedItself()
    await start()
    expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('success')
    await isSettled(spec.attemptId)
    expect(starts()).toBe('x')
    expect(outcomes(spec.attemptId)).toHaveLength(1)
  })
})

describe('a worker that is killed as an attempt is stopped: the next one ends it', () => {
  test.each(each(STOPS))('%s, %s', async (kind, point) => {
    const worker = await start(point)
    const spec = specs[kind]!()
    stage.far.start1(spec)
    await hasStarted()
    stage.far.stop1(spec.attemptId)
    await worker.killedItself()
    await start()
    expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('stopped')
    await isSettled(spec.attemptId)
    expect(processesOf(spec.attemptId)).toEqual([])
    expect(starts()).toBe('x')
    expect(outcomes(spec.attemptId)).toHaveLength(1)
  })
})

/** When a child is killed, how its attempt ends then, and whether its code has run. */
const CHILD_DEATHS = [
  ['claim:before', 'success', 'x'],
  ['claim:after', 'lost', ''],
  ['outcome:before', 'lost', 'x'],
  ['outcome:after', 'success', 'x'],
] as const

describe('a child is killed: its attempt never starts twice, and its end is known', () => {
  const cases = ['code', 'shared'].flatMap((kind) => CHILD_DEATHS.map((death) => [kind, ...death] as const))

  test.each(cases)('%s, %s: %s', async (kind, point, outcome, started) => {
    writeFileSync(gate, '')
    await start(undefined, point)
    const spec = specs[kind]!()
    stage.far.start1(spec)
    // What exits during a task of its own was ended by that task.
    const expected = kind === 'code' && outcome === 'lost' ? 'failed' : outcome
    expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe(expected)
    await isSettled(spec.attemptId)
    expect(starts()).toBe(started)
    expect(outcomes(spec.attemptId)).toHaveLength(1)
  })

  test.each(cases)('%s, %s, and its worker as well: %s', async (kind, point, outcome, started) => {
    writeFileSync(gate, '')
    const worker = await start('send:after', point)
    const spec = specs[kind]!()
    stage.far.start1(spec)
    await worker.killedItself()
    await waitFor(() => (existsSync(join(stage.home, 'killed-child')) ? true : null), 'the death of the child')
    await start()
    expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe(outcome)
    await isSettled(spec.attemptId)
    expect(starts()).toBe(started)
    expect(outcomes(spec.attemptId)).toHaveLength(1)
  })
})
