import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, FakeWorker, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create({ guards: { laneEvents: 1000 } })
})

afterEach(async () => {
  await harness.dispose()
})

const CODE = { type: 'code', expectEventKeys: ['k'], className: 'C' } as const

async function sendMany(count: number, key = 'k'): Promise<void> {
  const event = { namespace: 'default', key, sender: null, context: null, workflowExecutionId: null }
  const events = Array.from({ length: count }, (_, index) => ({ ...event, value: String(index), idempotencyKey: null }))
  await harness.scheduler.append(events)
}

async function startCounting(): Promise<void> {
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [bash('a', { rules: [{ name: 'code', action: 'START', condition: CODE }] })],
  })
  await harness.start()
}

function setPaused(paused: boolean) {
  return harness.control({ type: 'setExecutionPaused', workflowExecutionId: 1, paused })
}

/** Answers as a worker does, and notes which events it was asked about. */
function record(seen: (string | null)[]): void {
  harness.worker.evaluation = async ({ event, following = [] }) => {
    seen.push(event.value, ...following.map(({ value }) => value))
    const notMet = { met: false, states: {} }
    return { type: 'ok', ...notMet, following: following.map(() => notMet) }
  }
}

async function backlog(): Promise<number> {
  return harness.scheduler.load().inbox.events
}

test('more events than fit into memory are judged in order, each once, even over a restart', async () => {
  await startCounting()
  await setPaused(true)
  await sendMany(900)
  const seen: (string | null)[] = []
  await harness.close()
  harness.worker = new FakeWorker()
  record(seen)
  await harness.open()
  expect(await backlog()).toBe(900)
  await setPaused(false)
  await sendMany(50)
  await expect.poll(backlog).toBe(0)
  expect(seen.slice(0, 900)).toEqual(Array.from({ length: 900 }, (_, index) => String(index)))
  expect(seen).toHaveLength(950)
  expect((await harness.reads.verdicts.notMet({ lane: 'execution:1' }))[0]).toMatchObject({ count: 950 })
})

test('a full lane refuses only events that would have to wait in it, and accepts events again later', async () => {
  await startCounting()
  await harness.upload({
    name: 'other',
    lifetime: 'untilStopped',
    tasks: [bash('b', { rules: [onEvent('START', 'l')] })],
  })
  await harness.start('other')
  await setPaused(true)
  await sendMany(1000)
  const before = harness.scheduler.lastOffset
  const refused = { code: 'LANE_FULL', details: { waiting: 1000, lane: 'execution:1' } }
  await expect(harness.send('k')).rejects.toMatchObject(refused)
  await expect(harness.send('k', null, { workflowExecutionId: 1 })).rejects.toMatchObject(refused)
  expect(harness.scheduler.lastOffset).toBe(before)
  await harness.send('k', null, { workflowExecutionId: 2 })
  await harness.send('l')
  expect(harness.startedTasks()).toEqual(['b'])
  await harness.reopen()
  await expect(harness.send('k')).rejects.toMatchObject(refused)
  const seen: (string | null)[] = []
  record(seen)
  await setPaused(false)
  await expect.poll(backlog).toBe(0)
  await harness.send('k', 'last')
  await expect.poll(() => seen.at(-1)).toBe('last')
  expect(seen).toHaveLength(1001)
})

test('a request far back in the inbox is answered when the execution ends', async () => {
  await startCounting()
  harness.worker.evaluation = async () => ({ type: 'error', cause: 'condition', message: 'it threw' })
  await harness.send('k')
  await expect.poll(() => harness.reads.deadLetters.count()).toBe(1)
  await setPaused(true)
  await sendMany(600)
  const request = { type: 'setState', workflowExecutionId: 1, name: 'n', value: 1 } as const
  const { offset, result } = await harness.scheduler.control(request, null)
  const retry = await harness.scheduler.control({ type: 'retryDeadLetter', namespace: 'default', id: 1 }, null)
  await harness.control({ type: 'stopExecution', workflowExecutionId: 1 })
  expect(await result).toMatchObject({ ok: false, error: { code: 'EXECUTION_ENDED' } })
  expect(await retry.result).toMatchObject({ ok: false, error: { code: 'EXECUTION_ENDED' } })
  expect(await harness.reads.requests.result(offset)).not.toBeNull()
  expect(await harness.reads.deadLetters.find(1)).toMatchObject({ tries: 1, retryOffset: null })
  await harness.reopen()
  expect(await backlog()).toBe(0)
})

test('such a request is answered even after a restart', async () => {
  await startCounting()
  await setPaused(true)
  await sendMany(600)
  const request = { type: 'setState', workflowExecutionId: 1, name: 'n', value: 1 } as const
  const { offset } = await harness.scheduler.control(request, null)
  await harness.reopen()
  await harness.control({ type: 'stopExecution', workflowExecutionId: 1 })
  expect(await harness.reads.requests.result(offset)).toMatchObject({ result: { ok: false } })
})
