import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SpecToSend } from '../../src/log/worker-port.ts'
import { bash, FakeWorker, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness
let execution: number

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(() => harness.dispose())

async function running(retry: Record<string, unknown> = {}): Promise<SpecToSend> {
  await harness.upload({ tasks: [bash('a', retry)] })
  execution = await harness.start()
  await harness.running('a')
  return harness.worker.attemptOf('a')
}

const attach = async (id: string, held: readonly string[], found: readonly string[] = []) => {
  const link = new FakeWorker()
  const holds = held.map((attemptId) => ({ attemptId, finished: false }))
  return {
    link,
    ...(await harness.scheduler.attachWorker(
      { id, bootId: 'boot', slots: 10, held: holds, found, storeId: null },
      link,
    )),
  }
}
const leave = () => harness.scheduler.detachWorker('worker', harness.worker)
const status = async () => (await harness.statuses(execution)).a

test.each(['held', 'found'] as const)('attempts that a worker of another name has move over to it: %s', async (how) => {
  const { attemptId } = await running()
  leave()
  const { wanted } = await attach('renamed', how === 'held' ? [attemptId] : [], how === 'found' ? [attemptId] : [])
  expect(wanted.map(({ spec }) => spec.attemptId)).toEqual([attemptId])
  await harness.scheduler.report('renamed', [
    { type: 'finished', attemptId, outcome: { type: 'success', output: null }, startedAt: 1, endedAt: 2 },
  ])
  expect(await status()).toBe('SUCCESS 1')
})

test('attempts of a connected worker stay with it, even if another worker names them', async () => {
  const { attemptId } = await running()
  const { wanted } = await attach('other', [attemptId])
  expect(wanted).toEqual([])
  await harness.succeed('a')
  expect(await status()).toBe('SUCCESS 1')
})

test('a stop reaches the worker that an attempt moved to', async () => {
  const { attemptId } = await running()
  leave()
  const { link } = await attach('renamed', [attemptId])
  await harness.control({ type: 'stopExecution', workflowExecutionId: execution })
  expect(link.stopped).toEqual([attemptId])
})

test('a worker that is connected is not given up', async () => {
  await running()
  const result = await harness.control({ type: 'forgetWorker', workerId: 'worker' })
  expect(result).toMatchObject({ ok: false, error: { code: 'WORKER_CONNECTED' } })
  expect(await status()).toBe('RUNNING 1')
})

test('attempts of a given-up worker count as lost', async () => {
  await running()
  leave()
  const result = await harness.control({ type: 'forgetWorker', workerId: 'worker' })
  expect(result).toMatchObject({ ok: true, value: { lost: 1, left: 0 } })
  expect(await status()).toBe('FAILED 1')
})

test('a stop that waits for a worker ends when the worker is given up', async () => {
  await running()
  leave()
  await harness.control({ type: 'stopExecution', workflowExecutionId: execution })
  expect(await status()).toBe('STOPPING 1')
  await harness.control({ type: 'forgetWorker', workerId: 'worker' })
  expect(await status()).toBe('STOPPED 1')
})

test('"retriesOnLost" decides whether another attempt follows, on another worker', async () => {
  const { attemptId } = await running({ retry: { retries: 0, retriesOnLost: 1, retryDelaySeconds: 1 } })
  leave()
  await harness.control({ type: 'forgetWorker', workerId: 'worker' })
  const { link } = await attach('next', [])
  await harness.pass(60)
  expect(link.started.map((spec) => spec.attemptNumber)).toEqual([2])
  expect(link.attemptOf('a').attemptId).not.toBe(attemptId)
})

describe('a worker that had more than one step gives up', () => {
  const ATTEMPTS = 1200

  async function forgotten(): Promise<void> {
    leave()
    const link = new FakeWorker()
    const gone = { id: 'gone', bootId: 'boot', slots: ATTEMPTS, held: [], found: [], storeId: null }
    await harness.scheduler.attachWorker(gone, link)
    await harness.upload({ tasks: Array.from({ length: ATTEMPTS }, (_, index) => bash(`t${index}`)) })
    execution = await harness.start()
    harness.scheduler.detachWorker('gone', link)
    const result = await harness.control({ type: 'forgetWorker', workerId: 'gone' })
    expect(result).toMatchObject({ ok: true, value: { lost: ATTEMPTS, left: 0 } })
    expect(harness.scheduler.busySlots('gone')).toBe(ATTEMPTS - 1000)
  }

  test('is given up completely, even after a crash in the middle', async () => {
    await forgotten()
    await harness.reopen()
    expect(harness.scheduler.busySlots('gone')).toBe(ATTEMPTS - 1000)
    await harness.pass(0.01)
    expect(harness.scheduler.busySlots('gone')).toBe(0)
    expect(harness.scheduler.readTimers()).toEqual([])
    expect(await harness.executionStatus(execution)).toBe('FAILED')
  })

  test('keeps the attempts that were not given up yet when it comes back', async () => {
    await forgotten()
    const { wanted } = await attach('gone', [])
    expect(wanted).toHaveLength(ATTEMPTS - 1000)
    await harness.pass(0.01)
    expect(harness.scheduler.busySlots('gone')).toBe(ATTEMPTS - 1000)
    expect(harness.scheduler.readTimers()).toEqual([])
  })
})

test('work outside of a worker that is given up is stopped by the next worker that connects', async () => {
  await harness.upload({ tasks: [{ name: 'a', operator: { type: 'code', className: 'Job', ownStop: true } }] })
  execution = await harness.start()
  await harness.running('a')
  const { attemptId } = harness.worker.attemptOf('a')
  await harness.control({ type: 'setHandle', workflowExecutionId: execution, attemptId, handle: { job: 1 } })
  leave()
  const result = await harness.control({ type: 'forgetWorker', workerId: 'worker' })
  expect(result).toMatchObject({ ok: true, value: { lost: 1, left: 1 } })
  await harness.pass(60)
  expect(harness.scheduler.busySlots('worker')).toBe(1)
  const { link } = await attach('next', [])
  await harness.pass(60)
  expect(link.attemptOf('a')).toMatchObject({ purpose: 'stopOutside', handle: { job: 1 } })
  expect(harness.scheduler.busySlots('worker')).toBe(0)
  expect(harness.scheduler.readTimers()).toEqual([])
})
