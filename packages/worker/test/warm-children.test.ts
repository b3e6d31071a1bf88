import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DEFAULT_WORKER_LIMITS, type Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from './support/bundle.ts'
import { codeSpec } from './support/specs.ts'
import { Stage } from './support/stage.ts'

const MEBIBYTE = 1024 * 1024

const BUNDLE = bundle(`
  import { existsSync } from 'node:fs'
  import { setTimeout as delay } from 'node:timers/promises'
  import { FunctionOperator, Workflow } from '@aiflow/sdk'
  const kept = []
  export const flow = new Workflow({ name: 'flow' }, () => {
    new FunctionOperator({ name: 'pid', run: () => process.pid })
    new FunctionOperator({ name: 'keeps-memory', run: () => { kept.push(new Array(1e6).fill(kept.length + 0.5)); return process.pid } })
    new FunctionOperator({ name: 'writes', run: () => { console.log('x'.repeat(9_000)); return process.pid } })
    new FunctionOperator({ name: 'gated', run: async ({ parameters, signal }) => {
      while (!existsSync(parameters.gate)) await delay(10, undefined, { signal })
      return process.pid
    } })
  })
`)

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
})

afterEach(() => stage.end())

async function outcomeOf(taskName: string, changes: Parameters<typeof codeSpec>[1] = {}): Promise<Outcome> {
  const spec = codeSpec(taskName, changes)
  stage.far.start1(spec)
  return (await stage.far.report(spec.attemptId, 'finished')).outcome
}

/** The process of each of several tasks, one after the other. All of them must succeed. */
async function pidsOf(taskName: string, count: number): Promise<unknown[]> {
  const outcomes: Outcome[] = []
  for (let number = 0; number < count; number += 1) outcomes.push(await outcomeOf(taskName))
  expect(outcomes.filter(({ type }) => type !== 'success')).toEqual([])
  return outcomes.map((outcome) => (outcome.type === 'success' ? outcome.output : null))
}

test('a child that loses nothing over its tasks stays', async () => {
  await stage.worker()
  // One or two spares may join it while the machine is busy.
  expect(new Set(await pidsOf('pid', 50)).size).toBeLessThan(5)
})

test('a child whose tasks leave memory behind retires before a task fails for lack of memory', async () => {
  await stage.worker({ limits: { ...DEFAULT_WORKER_LIMITS, taskHeapBytes: 96 * MEBIBYTE } })
  const pids = await pidsOf('keeps-memory', 18)
  expect(new Set(pids).size).toBeGreaterThan(1)
  expect(new Set(pids).size).toBeLessThan(pids.length / 2)
})

test('a child with a long log retires, so that no log of a task is dropped', async () => {
  await stage.worker({ limits: { ...DEFAULT_WORKER_LIMITS, logBytes: MEBIBYTE } })
  const first = codeSpec('writes')
  stage.far.start1(first)
  await stage.far.report(first.attemptId, 'finished')
  expect(new Set(await pidsOf('writes', 40)).size).toBeGreaterThan(1)
  stage.far.send({ type: 'readLog', requestId: 'r', attemptId: first.attemptId, offset: 0, maxBytes: 10 })
  expect((await stage.far.message('log')).result).toMatchObject({ type: 'ok', offset: 0, data: 'x'.repeat(10) })
})

test('long tasks get a child each', async () => {
  await stage.worker()
  const gate = join(stage.home, 'gate')
  const specs = Array.from({ length: 6 }, () => codeSpec('gated', { parameters: { gate } }))
  for (const spec of specs) stage.far.start1(spec)
  for (const { attemptId } of specs) await stage.far.report(attemptId, 'running')
  expect(existsSync(gate)).toBe(false)
  writeFileSync(gate, '')
  const reports = await Promise.all(specs.map(({ attemptId }) => stage.far.report(attemptId, 'finished')))
  expect(new Set(reports.map(({ outcome }) => outcome.type === 'success' && outcome.output)).size).toBe(6)
})

test('a short task does not wait for the long ones before it', async () => {
  await stage.worker()
  const gate = join(stage.home, 'gate')
  const specs = Array.from({ length: 3 }, () => codeSpec('gated', { parameters: { gate } }))
  for (const spec of specs) stage.far.start1(spec)
  expect(await outcomeOf('pid')).toMatchObject({ type: 'success' })
  expect(stage.far.reportsOf(specs[0]!.attemptId).some(({ type }) => type === 'finished')).toBe(false)
  writeFileSync(gate, '')
  for (const { attemptId } of specs) await stage.far.report(attemptId, 'finished')
})
