import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { thisMachine } from '../../src/machine/this-machine.ts'
import { bundle } from '../support/bundle.ts'
import { unsettledFiles } from '../support/journal-of.ts'
import { commandShellOf, isAlive, processesOf } from '../support/processes.ts'
import { bashSpec, codeSpec } from '../support/specs.ts'
import { Stage } from '../support/stage.ts'
import { waitFor } from '../support/wait-for.ts'
import type { WorkerProcess } from '../support/worker-process.ts'

const BUNDLE = bundle(`
  import { FunctionOperator, Workflow } from '@aiflow/sdk'
  import { appendFileSync } from 'node:fs'
  export const flow = new Workflow({ name: 'flow' }, () => {
    new FunctionOperator({ name: 'task', run: (context) => appendFileSync(context.parameters.file, 'x') })
  })
`)

const CLAIM = `printf '%s %s %s\\n' "$$" "$start" "$boot"`
/** The points at which a shim freezes itself, as a machine without memory or an operator may freeze it. */
const POINTS = {
  'before its claim': ['set -fC', 'kill -STOP $$; set -fC'],
  'within its claim': [CLAIM, `{ kill -STOP $$; ${CLAIM}; }`],
} as const

type Point = keyof typeof POINTS
const points = Object.keys(POINTS) as Point[]
const table = thisMachine()

let stage: Stage
let file: string

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
  file = join(stage.home, 'starts')
})

afterEach(() => stage.end())

function breakShim(point: Point): void {
  const path = join(stage.home, 'worker/bin/aiflow-shim')
  const [line, broken] = POINTS[point]
  const text = readFileSync(path, 'utf8')
  expect(text.split(line)).toHaveLength(2)
  writeFileSync(
    path,
    text.replace(line, () => broken),
  )
}

const starts = () => (existsSync(file) ? readFileSync(file, 'utf8') : '')

function isFrozen(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T')
}

/** A shim that is frozen, and whose worker is gone. */
async function leaveFrozen(point: Point): Promise<{ spec: AttemptSpec; pid: number }> {
  const worker = await stage.process()
  breakShim(point)
  const spec = bashSpec(`printf x >> ${file}`)
  stage.far.start1(spec)
  const pid = await waitFor(() => processesOf(spec.attemptId).find(isFrozen) ?? null, 'the frozen shim')
  await worker.kill()
  stage.far.reports.length = 0
  return { spec, pid }
}

describe('a shim that is frozen counts as living', () => {
  test.each(points)('%s: it goes on as the one start when it is let go', async (point) => {
    const { spec, pid } = await leaveFrozen(point)
    await stage.process()
    expect((await stage.far.report(spec.attemptId, 'running')).pid).toBe(pid)
    expect(processesOf(spec.attemptId)).toEqual([pid])
    process.kill(pid, 'SIGCONT')
    expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('success')
    expect(starts()).toBe('x')
  })

  test.each(points)('%s: a stop ends it, and nothing of it has run', async (point) => {
    const { spec, pid } = await leaveFrozen(point)
    await stage.process()
    await stage.far.report(spec.attemptId, 'running')
    stage.far.stop1(spec.attemptId)
    expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('stopped')
    expect(isAlive(pid)).toBe(false)
    expect(starts()).toBe('')
  })

  test.each(points)('%s: so does a stop that was asked for while there was no worker', async (point) => {
    const { spec, pid } = await leaveFrozen(point)
    for (const wanted of stage.far.wanted) wanted.stop = true
    await stage.process()
    expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('stopped')
    expect(isAlive(pid)).toBe(false)
    expect(starts()).toBe('')
  })

  test.each(points)('%s: one that is killed then counts as lost', async (point) => {
    const { spec, pid } = await leaveFrozen(point)
    await stage.process()
    await stage.far.report(spec.attemptId, 'running')
    process.kill(-pid, 'SIGKILL')
    expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('lost')
    expect(starts()).toBe('')
  })
})

describe('a shell that is frozen before it starts the shim of an attempt', () => {
  const gated = () => bashSpec(`printf x >> ${file}; until [ -e ${join(stage.home, 'gate')} ]; do sleep 0.01; done`)

  async function frozenShell(worker: WorkerProcess): Promise<number> {
    const first = bashSpec('true')
    stage.far.start1(first)
    await stage.far.report(first.attemptId, 'finished')
    const shell = await waitFor(() => commandShellOf(worker.process.pid ?? 0), 'the shell')
    process.kill(shell, 'SIGSTOP')
    return shell
  }

  test('starts one that is refused when it is let go after the death of the worker', async () => {
    const worker = await stage.process()
    const shell = await frozenShell(worker)
    const spec = gated()
    stage.far.start1(spec)
    await waitFor(() => unsettledFiles(stage.home, spec.attemptId)?.readRecord(), 'the record')
    await worker.kill()
    await stage.process()
    await waitFor(() => (starts() === '' ? null : true), 'the start')
    process.kill(shell, 'SIGCONT')
    await waitFor(() => (isAlive(shell) ? null : true), 'the end of the shell')
    writeFileSync(join(stage.home, 'gate'), '')
    expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('success')
    expect(starts()).toBe('x')
  })

  test('is given up, and the attempt gets a process of its own', async () => {
    const worker = await stage.process()
    const shell = await frozenShell(worker)
    const spec = gated()
    stage.far.start1(spec)
    await stage.far.report(spec.attemptId, 'running')
    expect(isAlive(shell)).toBe(false)
    writeFileSync(join(stage.home, 'gate'), '')
    expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('success')
    expect(starts()).toBe('x')
  })
})

describe('a task that freezes what runs it', () => {
  const freezes = (then: string, changes: Partial<AttemptSpec> = {}) =>
    bashSpec(`printf x >> ${file}; kill -STOP $PPID; ${then}`, changes)
  const told = (attemptIds: readonly string[]) =>
    stage.far.message('frozen', (message) => JSON.stringify(message.attemptIds) === JSON.stringify(attemptIds))

  test('is reported until it goes on, to the next server as well', async () => {
    const worker = await stage.process()
    const spec = freezes('true')
    stage.far.start1(spec)
    const { pid } = await stage.far.report(spec.attemptId, 'running')
    await told([spec.attemptId])
    expect(worker.output).toContain(`kill -CONT ${pid}`)
    stage.far.received.length = 0
    stage.far.disconnect()
    await told([spec.attemptId])
    process.kill(pid ?? 0, 'SIGCONT')
    await told([])
    expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('success')
  })

  test('is not reported to a server that would not understand it', async () => {
    stage.far.protocol = 2
    const worker = await stage.process()
    const spec = freezes('true')
    stage.far.start1(spec)
    await waitFor(() => (worker.output.includes('is frozen') ? true : null), 'the word of the worker')
    await stage.far.settled()
    expect(stage.far.received.filter(({ type }) => type === 'frozen')).toEqual([])
    stage.far.stop1(spec.attemptId)
    await stage.far.report(spec.attemptId, 'finished')
  })

  test.each(['true', 'sleep 600', 'trap "" TERM; while :; do sleep 1; done'])(
    'is ended by a stop within its times: %s',
    async (then) => {
      await stage.process()
      const spec = freezes(then, { stopTimeoutSeconds: 0.2, graceSeconds: 0.2 })
      stage.far.start1(spec)
      const { pid } = await stage.far.report(spec.attemptId, 'running')
      await waitFor(() => (isFrozen(pid ?? 0) ? true : null), 'the frozen shim')
      stage.far.stop1(spec.attemptId)
      expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('stopped')
      expect(stage.far.reportsOf(spec.attemptId)).not.toContainEqual(expect.objectContaining({ phase: 'confirm' }))
      expect(processesOf(spec.attemptId)).toEqual([])
    },
  )
})

test('a warm child that is frozen before it claims its task counts as living', async () => {
  const worker = await stage.process()
  const first = codeSpec('task', { parameters: { file } })
  stage.far.start1(first)
  const { pid } = await stage.far.report(first.attemptId, 'running')
  await stage.far.report(first.attemptId, 'finished')
  const child = pid ?? 0
  process.kill(child, 'SIGSTOP')
  const spec = codeSpec('task', { parameters: { file } })
  stage.far.start1(spec)
  await waitFor(() => (tokenOfChild(child).includes(spec.attemptId) ? true : null), 'the hand-over')
  await worker.kill()
  stage.far.reports.length = 0
  await stage.process()
  expect((await stage.far.report(spec.attemptId, 'running')).pid).toBe(child)
  process.kill(child, 'SIGCONT')
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('success')
  expect(starts()).toBe('xx')
})

/** The token that the child was given last. */
function tokenOfChild(pid: number): string {
  const [childId] = (table.variables('AIFLOW_CHILD').get(pid) ?? '').split(' ', 1)
  return readFileSync(join(stage.home, 'worker/children', childId ?? '', 'token'), 'utf8')
}
