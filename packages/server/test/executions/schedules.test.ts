import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, IDLE, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const HOUR = 3_600_000

async function begins(): Promise<number[]> {
  const { items } = await harness.reads.executions.list({ workflow: 'w' }, { limit: 1000 })
  return items.map((row) => row.beginTime - 1_000_000).toReversed()
}

/** The due times of the firings that started executions, counted from the beginning. */
async function dueTimes(): Promise<number[]> {
  const { items } = await harness.reads.executions.list({ workflow: 'w' }, { limit: 1000 })
  return items.map(({ trigger }) => JSON.parse(trigger.events[0]?.value ?? '').dueTime - 1_000_000).toReversed()
}

async function schedule() {
  return (await harness.reads.schedules.findAll({ workflow: 'w' }))[0]
}

function hourly(more: Record<string, unknown> = {}) {
  return { tasks: IDLE, schedules: [{ name: 's', expression: 'interval@0 1 0 0', ...more }] }
}

test('a schedule starts an execution each time it is due, and knows its last and next time', async () => {
  await harness.upload(hourly())
  expect(await harness.pass(3599)).toBe(0)
  expect(await harness.pass(1)).toBe(1)
  await harness.pass(3600)
  expect(await begins()).toEqual([HOUR, 2 * HOUR])
  expect(await schedule()).toMatchObject({ lastTime: 1_000_000 + 2 * HOUR, nextTime: 1_000_000 + 3 * HOUR })
  expect((await harness.reads.executions.find(1))?.trigger).toMatchObject({ type: 'PERIODIC', rule: 's' })
})

test('a firing counts once, even if it is reported twice, concurrently, late, or after a restart', async () => {
  await harness.upload(hourly())
  const [timer] = harness.scheduler.readTimers()
  harness.now += HOUR
  const tell = () => harness.scheduler.fireTimer(timer?.id ?? '', timer?.dueTime ?? 0)
  await Promise.all([tell(), tell(), tell()])
  await tell()
  await harness.reopen()
  await tell()
  expect(await begins()).toEqual([HOUR])
  expect(harness.scheduler.readTimers()).toEqual([{ id: timer?.id, dueTime: 1_000_000 + 2 * HOUR }])
})

test('cron fires in its time zone', async () => {
  harness.now = Date.parse('2026-03-28T12:00:00Z')
  await harness.upload({
    tasks: IDLE,
    schedules: [{ name: 's', expression: 'cron@0 9 * * *', timezone: 'Europe/Berlin' }],
  })
  expect(await schedule()).toMatchObject({ nextTime: Date.parse('2026-03-29T07:00:00Z') })
})

test.each([
  ['one: the oldest missed firing is made up for, once', 'one', [HOUR]],
  ['all: every missed firing is made up for, in order', 'all', [HOUR, 2 * HOUR, 3 * HOUR]],
  ['skip: none is made up for', 'skip', []],
])('after a downtime, %s', async (_, catchUp, expected) => {
  await harness.upload(hourly({ catchUp }))
  await harness.close()
  harness.now += 3 * HOUR + 120_000
  await harness.open()
  await harness.fireDue()
  expect(await dueTimes()).toEqual(expected)
  expect(await schedule()).toMatchObject({ nextTime: 1_000_000 + 4 * HOUR })
  harness.now = 1_000_000 + 4 * HOUR
  await harness.fireDue()
  expect(await dueTimes()).toEqual([...expected, 4 * HOUR])
})

test('skip accepts a firing that is a moment late', async () => {
  await harness.upload(hourly({ catchUp: 'skip' }))
  await harness.pass(3605)
  expect(await dueTimes()).toEqual([HOUR])
})

test('all catches up the newest hundred missed times at most', async () => {
  await harness.upload(hourly({ expression: 'interval@0 0 0 1', catchUp: 'all' }))
  harness.now += 1_000_000 * 1000
  expect(await harness.fireDue()).toBe(100)
  const times = await dueTimes()
  expect(times[0]).toBe(1000)
  expect(times.slice(1)).toEqual(Array.from({ length: 99 }, (_, index) => (1_000_000 - 98 + index) * 1000))
})

test('all catches up a hundred times of a cron expression that missed millions', async () => {
  harness.now = Date.parse('2026-01-01T00:00:00Z')
  await harness.upload(hourly({ expression: 'cron@* * * * * *', catchUp: 'all' }))
  harness.now += 90 * 86_400_000
  expect(await harness.fireDue()).toBe(100)
  expect((await dueTimes()).at(-1)).toBe(harness.now - 1_000_000)
})

test('times that pass while a schedule is paused do not count as missed', async () => {
  await harness.upload(hourly({ catchUp: 'all' }))
  const pause = (paused: boolean) =>
    harness.control({ type: 'setSchedulePaused', namespace: 'default', workflow: 'w', name: 's', paused })
  await pause(true)
  expect(await schedule()).toMatchObject({ paused: true, nextTime: null })
  await harness.pass(10 * 3600 + 60)
  await harness.reopen()
  await pause(false)
  expect(await harness.fireDue()).toBe(0)
  expect(await schedule()).toMatchObject({ paused: false, nextTime: 1_000_000 + 11 * HOUR })
})

test('a firing of a disabled workflow starts nothing, and the schedule goes on', async () => {
  await harness.upload(hourly())
  await harness.control({ type: 'setWorkflowEnabled', namespace: 'default', workflow: 'w', enabled: false })
  await harness.pass(3600)
  await harness.control({ type: 'setWorkflowEnabled', namespace: 'default', workflow: 'w', enabled: true })
  await harness.pass(3600)
  expect(await begins()).toEqual([2 * HOUR])
})

test('a deleted schedule fires no more, not even for a time that was due', async () => {
  await harness.upload({ tasks: IDLE })
  const of = { namespace: 'default', workflow: 'w', name: 'mine' }
  const add = { ...of, expression: 'interval@0 1 0 0', timezone: 'UTC', catchUp: 'one' } as const
  expect(await harness.control({ type: 'addSchedule', ...add })).toMatchObject({ ok: true, value: { declared: false } })
  const [timer] = harness.scheduler.readTimers()
  harness.now += HOUR
  await harness.control({ type: 'deleteSchedule', ...of })
  await harness.scheduler.fireTimer(timer?.id ?? '', timer?.dueTime ?? 0)
  expect(harness.scheduler.readTimers()).toEqual([])
  expect(await begins()).toEqual([])
})

test('a task is started by its own timer inside a live execution, which goes on until it is stopped', async () => {
  await harness.upload({ tasks: [bash('a', { periodicExpression: 'interval@0 0 0 10' })] })
  const id = await harness.start()
  expect(harness.startedTasks()).toEqual([])
  await harness.pass(10)
  expect(harness.worker.attemptOf('a').trigger).toMatchObject({ type: 'PERIODIC', rule: null })
  await harness.succeed('a')
  await harness.pass(10)
  await harness.succeed('a')
  await harness.pass(3600)
  expect(await harness.statuses(id)).toEqual({ a: 'QUEUED 3' })
  await harness.succeed('a')
  await harness.control({ type: 'stopExecution', workflowExecutionId: id })
  expect(await harness.executionStatus(id)).toBe('STOPPED')
  expect(harness.scheduler.readTimers()).toEqual([])
})

test.each([
  ['ignore', { a: 'SUCCESS 1' }, 0],
  ['queue', { a: 'SUCCESS 3' }, 0],
  ['restart', { a: 'SUCCESS 2' }, 1],
] as const)('a firing of a periodic task that is alive: %s', async (periodicWhenAlive, expected, stops) => {
  await harness.upload({ tasks: [bash('a', { periodicExpression: 'interval@0 0 0 10', periodicWhenAlive })] })
  const id = await harness.start()
  await harness.pass(10)
  await harness.running('a')
  await harness.pass(10)
  await harness.pass(10)
  expect(harness.worker.stopped).toHaveLength(stops)
  await harness.finished('a', stops > 0 ? { type: 'stopped', message: null } : { type: 'success', output: null })
  while (harness.scheduler.aliveCounts().tasks > 0) await harness.succeed('a')
  expect(await harness.statuses(id)).toEqual(expected)
})

test('a firing of a periodic task counts once, and missed firings are caught up by one', async () => {
  await harness.upload({ tasks: [bash('a', { periodicExpression: 'cron@* * * * *', periodicWhenAlive: 'queue' })] })
  const id = await harness.start()
  const [timer] = harness.scheduler.readTimers()
  harness.now += 10 * 60_000
  const tell = () => harness.scheduler.fireTimer(timer?.id ?? '', timer?.dueTime ?? 0)
  await Promise.all([tell(), tell()])
  await harness.reopen()
  await tell()
  expect(await harness.statuses(id)).toEqual({ a: 'QUEUED 1' })
  expect(await harness.verdicts(id)).toEqual(['a START fired'])
})
