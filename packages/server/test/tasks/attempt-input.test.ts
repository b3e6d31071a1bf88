import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { bash, onEvent, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'

const LARGE = 'x'.repeat(1_000_000)
const UPSTREAMS = Array.from({ length: 70 }, (_, n) => `up${n}`)
const code = (name: string, more: Record<string, unknown> = {}) => ({
  name,
  operator: { type: 'code', className: 'Custom' },
  ...more,
})

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(() => harness.dispose())

async function latestOf(workflowExecutionId: number, task: string) {
  const { items } = await harness.reads.tasks.list({ workflowExecutionId, task }, { limit: 1 })
  return items[0]
}

test('outputs that exceed the input limit of an attempt fail only the task that would get them', async () => {
  await harness.upload({
    tasks: [
      ...UPSTREAMS.map((name) => bash(name)),
      bash('all', { rules: [{ ...startAfter(...UPSTREAMS), name: 'r' }] }),
      bash('many', { rules: [{ ...startAfter(...UPSTREAMS.slice(0, 60)), name: 'r' }] }),
    ],
  })
  const id = await harness.start()
  for (const name of UPSTREAMS) await harness.succeed(name, LARGE)
  expect(Object.keys(harness.worker.attemptOf('many').trigger.outputs)).toHaveLength(60)
  expect(await latestOf(id, 'all')).toMatchObject({
    status: 'FAILED',
    attemptId: null,
    outcome: { reason: 'start', retryable: false, message: expect.stringMatching(/outputs.*64 MiB.*files/) },
    trigger: { outputs: {}, leftOutBytes: expect.any(Number) },
  })
  await harness.succeed('many')
  expect(await harness.executionStatus(id)).toBe('FAILED')
})

test('states that exceed the input limit of an attempt fail code, but not commands, which do not read states', async () => {
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [code('a', { rules: [onEvent('START', 'go')] }), bash('b', { rules: [onEvent('START', 'go')] }), bash('c')],
  })
  const id = await harness.start()
  for (let n = 0; n < 70; n += 1) {
    await harness.control({ type: 'setState', workflowExecutionId: id, name: `s${n}`, value: { text: LARGE } })
  }
  await harness.send('go')
  expect(await latestOf(id, 'a')).toMatchObject({
    status: 'FAILED',
    outcome: { reason: 'start', message: expect.stringContaining('states') },
  })
  expect(await latestOf(id, 'b')).toMatchObject({ status: 'QUEUED' })
  await harness.reopen()
  await harness.control({ type: 'setState', workflowExecutionId: id, name: 's0', value: null })
  for (let n = 0; n < 9; n += 1) {
    await harness.control({ type: 'setState', workflowExecutionId: id, name: `s${n}`, value: null })
  }
  await harness.send('go')
  expect(await latestOf(id, 'a')).toMatchObject({ status: 'QUEUED', sequenceNumber: 2 })
})

test('many pending starts all fail, one after the other, if the states have become too large for them', async () => {
  const rules = [onEvent('START', 'go', { whenAlive: 'queue', queueLimit: 100 })]
  await harness.upload({ lifetime: 'untilStopped', tasks: [code('a', { rules }), bash('b')] })
  const id = await harness.start()
  for (let n = 0; n < 41; n += 1) await harness.send('go')
  for (let n = 0; n < 70; n += 1) {
    await harness.control({ type: 'setState', workflowExecutionId: id, name: `s${n}`, value: { text: LARGE } })
  }
  await harness.succeed('a')
  await vi.waitFor(async () => expect(await latestOf(id, 'a')).toMatchObject({ sequenceNumber: 41, status: 'FAILED' }))
  expect((await harness.reads.deadLetters.list({ limit: 9 })).items).toEqual([])
  expect(await harness.reads.tasks.countPendingStarts(id)).toEqual(new Map())
})

test('attempts started between two changes of states share the states, so the cost of a start does not depend on them', async () => {
  const rules = [onEvent('START', 'go', { whenAlive: 'queue' })]
  await harness.upload({ lifetime: 'untilStopped', tasks: [code('a', { rules }), code('b', { rules }), bash('c')] })
  const id = await harness.start()
  const set = (name: string) => harness.control({ type: 'setState', workflowExecutionId: id, name, value: { n: 1 } })
  for (let n = 0; n < 10; n += 1) await set(`s${n}`)
  const statesOf = async (task: string) => {
    await harness.send('go')
    const { states } = harness.worker.attemptOf(task)
    await harness.succeed('a')
    await harness.succeed('b')
    return states
  }
  const first = await statesOf('a')
  expect(Object.keys(first ?? {})).toHaveLength(10)
  expect(await statesOf('b')).toBe(first)
  await set('s3')
  const later = await statesOf('a')
  expect(later).not.toBe(first)
  expect(later).toEqual(first)
})
