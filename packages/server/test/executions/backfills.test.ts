import type { BackfillResource } from '@aiflow/sdk/internal/api/workflows'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ControlRequest } from '../../src/log/control.ts'
import { bash, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
  harness.now = at('2026-03-10T12:00:00Z')
})

afterEach(async () => {
  await harness.dispose()
})

const OF = { namespace: 'default', workflow: 'w' } as const
const DAILY = { name: 'daily', expression: 'cron@0 0 * * *' }
const FIVE_DAYS = { from: at('2026-03-01T00:00:00Z'), to: at('2026-03-06T00:00:00Z') }

type Start = Extract<ControlRequest, { type: 'startBackfill' }>

function at(time: string): number {
  return Date.parse(time)
}

function upload(more: Record<string, unknown> = {}) {
  return harness.upload({ tasks: [bash('a')], schedules: [DAILY], ...more })
}

function start(more: Partial<Start> = {}) {
  const defaults = { order: 'oldestFirst', reprocess: 'none', maxActive: 1, parameters: {} } as const
  return harness.control({ type: 'startBackfill', ...OF, ...FIVE_DAYS, ...defaults, ...more })
}

/** Lets the timers come due that the steps before have set, until there are none. */
async function goOn(): Promise<void> {
  while ((await harness.pass(0.01)) > 0);
}

async function backfill(id = 1): Promise<BackfillResource> {
  const row = await harness.reads.backfills.find(id)
  if (row === null) throw new Error(`there is no backfill ${id}`)
  return row
}

async function executions() {
  const { items } = await harness.reads.executions.list({}, { limit: 1000 })
  return items.toReversed()
}

/** The days of the executions, with their status: `1 SUCCESS`. */
async function days(id?: number): Promise<string[]> {
  const rows = (await executions()).filter((row) => id === undefined || row.backfillId === id)
  return rows.map(({ schedule, status }) => `${new Date(schedule?.dueTime ?? 0).getUTCDate()} ${status}`)
}

/** Ends the only task of an execution. */
async function end(execution: number, type: 'success' | 'failed' = 'success'): Promise<void> {
  const [row] = (await harness.reads.tasks.list({ workflowExecutionId: execution }, { limit: 1 })).items
  const failed = { type: 'failed', reason: 'exit', message: '', exitCode: 1, signal: null, retryable: false } as const
  const outcome = type === 'success' ? ({ type, output: null } as const) : failed
  await harness.report({ type: 'finished', attemptId: row?.attemptId ?? '', outcome, startedAt: 1, endedAt: 2 })
  await goOn()
}

/** Ends what runs until nothing does. */
async function endAll(): Promise<void> {
  for (;;) {
    await goOn()
    const alive = (await executions()).filter(({ status }) => status === 'RUNNING')
    if (alive.length === 0) return
    for (const { id } of alive) await end(id)
  }
}

test('a backfill starts an execution for each time of the schedule, one after the other, oldest first', async () => {
  await upload()
  expect(await start()).toMatchObject({ ok: true, value: { id: 1, status: 'RUNNING', total: 5, schedule: 'daily' } })
  await goOn()
  expect(await days()).toEqual(['1 RUNNING'])
  expect((await executions())[0]).toMatchObject({
    type: 'PERIODIC',
    backfillId: 1,
    trigger: { rule: 'daily' },
    schedule: {
      name: 'daily',
      dueTime: at('2026-03-01T00:00:00Z'),
      intervalStart: at('2026-02-28T00:00:00Z'),
      intervalEnd: at('2026-03-01T00:00:00Z'),
    },
  })
  expect(harness.worker.attemptOf('a').schedule?.dueTime).toBe(at('2026-03-01T00:00:00Z'))
  await end(1)
  await end(2, 'failed')
  expect(await days()).toEqual(['1 SUCCESS', '2 FAILED', '3 RUNNING'])
  expect(await backfill()).toMatchObject({
    status: 'RUNNING',
    counts: { left: 2, running: 1, succeeded: 1, failed: 1, stopped: 0, skipped: 0 },
    lastTime: at('2026-03-03T00:00:00Z'),
    endTime: null,
  })
  await endAll()
  expect(await days()).toEqual(['1 SUCCESS', '2 FAILED', '3 SUCCESS', '4 SUCCESS', '5 SUCCESS'])
  expect(await backfill()).toMatchObject({
    status: 'FAILED',
    counts: { left: 0, succeeded: 4, failed: 1 },
  })
  expect(harness.scheduler.readTimers().map(({ id }) => id)).toEqual(['schedule:1'])
})

test('newest first, several at once, and never more', async () => {
  await upload()
  await start({ order: 'newestFirst', maxActive: 2 })
  await goOn()
  expect(await days()).toEqual(['5 RUNNING', '4 RUNNING'])
  await end(2)
  expect(await days()).toEqual(['5 RUNNING', '4 SUCCESS', '3 RUNNING'])
  await endAll()
  expect(await days()).toHaveLength(5)
  expect(await backfill()).toMatchObject({ status: 'SUCCESS', counts: { succeeded: 5 } })
})

test('the schedule itself goes on as if there were no backfill', async () => {
  await upload({ schedules: [{ ...DAILY, overlap: 'skip' }] })
  const before = await harness.reads.schedules.findAll({})
  await start()
  await goOn()
  expect(await harness.reads.schedules.findAll({})).toEqual(before)
  await harness.pass(12 * 3600)
  expect(await days()).toEqual(['1 RUNNING', '11 RUNNING'])
  const [, scheduled] = await executions()
  expect(scheduled).toMatchObject({ backfillId: null, schedule: { dueTime: at('2026-03-11T00:00:00Z') } })
})

test('an expression of its own needs no schedule, and an interval is counted from the first time', async () => {
  await upload({ schedules: [] })
  const from = at('2026-03-01T06:30:00Z')
  await start({ expression: 'interval@0 1 0 0', from, to: from + 3 * 3_600_000 })
  await endAll()
  const rows = await executions()
  expect(rows.map(({ schedule }) => (schedule?.dueTime ?? 0) - from)).toEqual([0, 3_600_000, 7_200_000])
  expect(rows[0]).toMatchObject({ trigger: { rule: null }, schedule: { name: null, intervalStart: from - 3_600_000 } })
})

test('times before an interval@ schedule was created count as well', async () => {
  await upload({ schedules: [{ name: 'hourly', expression: 'interval@0 1 0 0' }] })
  const created = harness.now
  await start({ from: created - 3 * 3_600_000, to: created })
  await endAll()
  expect((await executions()).map(({ schedule }) => ((schedule?.dueTime ?? 0) - created) / 3_600_000)).toEqual([
    -3, -2, -1,
  ])
})

test('over the end of daylight saving time each hour that is shown twice has its own interval', async () => {
  harness.now = at('2026-10-26T00:00:00Z')
  await upload({ schedules: [{ name: 'hourly', expression: 'cron@30 * * * *', timezone: 'Europe/Berlin' }] })
  await start({ from: at('2026-10-25T00:00:00Z'), to: at('2026-10-25T03:00:00Z') })
  await endAll()
  const intervals = (await executions()).map(({ schedule }) => [schedule?.intervalStart, schedule?.intervalEnd])
  expect(intervals).toEqual([
    [at('2026-10-24T23:30:00Z'), at('2026-10-25T00:30:00Z')],
    [at('2026-10-25T00:30:00Z'), at('2026-10-25T01:30:00Z')],
    [at('2026-10-25T01:30:00Z'), at('2026-10-25T02:30:00Z')],
  ])
})

describe('parameters', () => {
  const parameters = {
    type: 'object',
    properties: { day: { type: 'string' }, n: { type: 'integer' } },
    required: ['day'],
  }

  test('those of the schedule are filled for each time, and given ones win', async () => {
    await upload({ parameters, schedules: [{ ...DAILY, parameters: { day: '${date}', n: 1 } }] })
    await start({ parameters: { n: 2 } })
    await endAll()
    expect((await executions()).map((row) => row.parameters)).toEqual(
      ['2026-02-28', '2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04'].map((day) => ({ day, n: 2 })),
    )
  })

  test('a backfill that could start nothing is refused', async () => {
    await upload({ parameters, schedules: [{ ...DAILY, parameters: { day: '${date}' } }] })
    expect(await start({ parameters: { n: 'x' } })).toMatchObject({ error: { code: 'INVALID_ARGUMENT' } })
    expect(await start({ parameters: { day: '${nothing}' } })).toMatchObject({ error: { code: 'INVALID_EXPRESSION' } })
    expect((await harness.reads.backfills.list({}, { limit: 10 })).items).toEqual([])
  })

  test('a time whose parameters fail counts as failed, and the others go on', async () => {
    await upload({
      parameters,
      schedules: [{ ...DAILY, parameters: { day: 'x', n: '${6 / (intervalEnd.getDate() - 3)}' } }],
    })
    await start()
    await endAll()
    expect(await days()).toEqual(['1 SUCCESS', '2 SUCCESS', '4 SUCCESS', '5 SUCCESS'])
    expect(await backfill()).toMatchObject({ status: 'FAILED', counts: { succeeded: 4, failed: 1 } })
    const { items } = await harness.reads.verdicts.list({ lane: 'workflow:1' }, { limit: 10 })
    expect(items.filter(({ verdict }) => verdict === 'failed')).toMatchObject([{ rule: 'daily', resultId: null }])
  })
})

describe('times that have an execution', () => {
  beforeEach(async () => {
    await upload()
    await start({ from: FIVE_DAYS.from, to: at('2026-03-05T00:00:00Z'), maxActive: 10 })
    await goOn()
    await end(1)
    await end(2, 'failed')
    await harness.control({ type: 'stopExecution', workflowExecutionId: 3 })
    await harness.report({
      type: 'finished',
      attemptId: harness.worker.started[2]?.attemptId ?? '',
      outcome: { type: 'stopped', message: null },
      startedAt: 1,
      endedAt: 2,
    })
  })

  test.each([
    ['none', ['5 RUNNING'], 4],
    ['failed', ['2 RUNNING', '3 RUNNING', '5 RUNNING'], 2],
    ['all', ['1 RUNNING', '2 RUNNING', '3 RUNNING', '5 RUNNING'], 1],
  ] as const)('reprocess %s', async (reprocess, expected, skipped) => {
    expect(await days()).toEqual(['1 SUCCESS', '2 FAILED', '3 STOPPED', '4 RUNNING'])
    await start({ reprocess, maxActive: 10 })
    await goOn()
    expect(await days(2)).toEqual(expected)
    expect((await backfill(2)).counts).toMatchObject({ skipped, running: expected.length, left: 0 })
  })

  test('what the schedule has started counts, what belongs to another schedule or an expression does not', async () => {
    await harness.pass(12 * 3600)
    const range = { from: at('2026-03-11T00:00:00Z'), to: at('2026-03-11T00:00:01Z') }
    harness.now += 1000
    await start(range)
    await start({ ...range, expression: 'cron@0 0 * * *' })
    await goOn()
    expect((await backfill(2)).counts).toMatchObject({ skipped: 1 })
    expect((await backfill(3)).counts).toMatchObject({ skipped: 0, running: 1 })
  })

  test('two backfills of the same times start each time once', async () => {
    await start({ from: at('2026-03-05T00:00:00Z'), to: at('2026-03-09T00:00:00Z'), maxActive: 2 })
    await start({ from: at('2026-03-05T00:00:00Z'), to: at('2026-03-09T00:00:00Z'), order: 'newestFirst' })
    await endAll()
    expect((await days()).slice(4).toSorted()).toEqual(['5 SUCCESS', '6 SUCCESS', '7 SUCCESS', '8 SUCCESS'])
    expect((await backfill(2)).counts.succeeded + (await backfill(3)).counts.succeeded).toBe(4)
  })

  test('one that was deleted does not count', async () => {
    await harness.control({ type: 'deleteExecution', workflowExecutionId: 1 })
    await start({ maxActive: 10 })
    await goOn()
    expect(await days(2)).toEqual(['1 RUNNING', '5 RUNNING'])
  })
})

describe('as one', () => {
  const pause = (paused: boolean, backfillId = 1) =>
    harness.control({ type: 'setBackfillPaused', namespace: 'default', backfillId, paused })
  const stop = (executions: 'stop' | 'finish') =>
    harness.control({ type: 'stopBackfill', namespace: 'default', backfillId: 1, executions })

  test('it is paused and resumed: what runs goes on, and nothing new begins meanwhile', async () => {
    await upload()
    await start({ maxActive: 2 })
    await goOn()
    expect(await pause(true)).toMatchObject({ ok: true, value: { paused: true } })
    await end(1)
    await harness.reopen()
    expect(await days()).toEqual(['1 SUCCESS', '2 RUNNING'])
    expect(await pause(false)).toMatchObject({ ok: true, value: { paused: false } })
    await endAll()
    expect(await days()).toHaveLength(5)
    expect(await pause(true)).toMatchObject({ ok: false, error: { code: 'BACKFILL_ENDED' } })
    expect(await pause(true, 7)).toMatchObject({ ok: false, error: { code: 'BACKFILL_NOT_FOUND' } })
  })

  test('it is stopped with its executions', async () => {
    await upload()
    await start({ maxActive: 2 })
    await goOn()
    await harness.start()
    expect(await stop('stop')).toMatchObject({ ok: true, value: { stopping: true, status: 'RUNNING' } })
    expect(await pause(true)).toMatchObject({ ok: false, error: { code: 'BACKFILL_ENDED' } })
    for (const { attemptId } of harness.worker.started.slice(0, 2)) {
      const outcome = { type: 'stopped', message: null } as const
      await harness.report({ type: 'finished', attemptId, outcome, startedAt: 1, endedAt: 2 })
    }
    await goOn()
    expect((await executions()).map(({ status }) => status)).toEqual(['STOPPED', 'STOPPED', 'RUNNING'])
    expect(await backfill()).toMatchObject({ status: 'STOPPED', counts: { left: 3, stopped: 2, running: 0 } })
    expect(await stop('stop')).toMatchObject({ ok: false, error: { code: 'BACKFILL_ENDED' } })
  })

  test('it is stopped, and its executions run to their end', async () => {
    await upload()
    await start({ maxActive: 2 })
    await goOn()
    await stop('finish')
    expect(harness.worker.stopped).toEqual([])
    await endAll()
    expect(await days()).toEqual(['1 SUCCESS', '2 SUCCESS'])
    expect(await backfill()).toMatchObject({ status: 'STOPPED', counts: { left: 3, succeeded: 2 } })
  })

  test('more executions than one step stops are stopped in those that follow, also after a restart', async () => {
    await upload({ schedules: [{ name: 'hourly', expression: 'cron@0 * * * *' }] })
    await start({ from: at('2026-03-01T00:00:00Z'), to: at('2026-03-08T00:00:00Z'), maxActive: 150 })
    await goOn()
    expect((await backfill()).counts.running).toBe(150)
    await stop('stop')
    await harness.reopen()
    await goOn()
    expect((await executions()).filter(({ stopping }) => stopping)).toHaveLength(150)
  })

  test('to stop all executions of a workflow stops its backfills, too', async () => {
    await upload()
    await start({ maxActive: 2 })
    await goOn()
    await harness.start()
    expect(await harness.control({ type: 'stopExecutions', ...OF })).toMatchObject({ value: { stopped: 3 } })
    expect(await backfill()).toMatchObject({ stopping: true })
  })

  test('it goes with its workflow', async () => {
    await upload()
    await start()
    await goOn()
    await stop('finish')
    await end(1)
    expect(await harness.control({ type: 'deleteWorkflow', ...OF })).toMatchObject({ ok: true })
    expect((await harness.reads.backfills.list({}, { limit: 10 })).items).toEqual([])
  })
})

describe('beside others', () => {
  test('the limit of the workflow holds, and who waits comes first', async () => {
    await upload({ maxActiveExecutions: 2 })
    await harness.start()
    await start({ maxActive: 5 })
    await goOn()
    expect((await executions()).map(({ backfillId }) => backfillId)).toEqual([null, 1])
    await harness.start()
    await end(2)
    expect((await executions()).map(({ backfillId, status }) => `${backfillId} ${status}`)).toEqual([
      'null RUNNING',
      '1 SUCCESS',
      'null RUNNING',
    ])
    await end(1)
    expect((await executions()).at(-1)).toMatchObject({ backfillId: 1, status: 'RUNNING' })
  })

  test.each(['queue', 'stop-old'])('the overlap "%s" of a schedule passes over its executions', async (overlap) => {
    await upload({ schedules: [{ ...DAILY, overlap }] })
    await start()
    await goOn()
    await harness.pass(12 * 3600)
    expect(await days()).toEqual(['1 RUNNING', '11 RUNNING'])
    expect(harness.worker.stopped).toEqual([])
  })

  test('a disabled workflow starts nothing more until it is enabled', async () => {
    await upload()
    await start()
    await goOn()
    const enable = (enabled: boolean) => harness.control({ type: 'setWorkflowEnabled', ...OF, enabled })
    await enable(false)
    await end(1)
    expect(await days()).toEqual(['1 SUCCESS'])
    expect(await start()).toMatchObject({ error: { code: 'WORKFLOW_DISABLED' } })
    await enable(true)
    await goOn()
    expect(await days()).toEqual(['1 SUCCESS', '2 RUNNING'])
  })

  test('an execution that is started again by hand counts again', async () => {
    await upload()
    await start({ to: at('2026-03-03T00:00:00Z') })
    await goOn()
    await end(1, 'failed')
    await end(2)
    expect(await backfill()).toMatchObject({ status: 'FAILED' })
    await harness.reopen()
    await harness.control({ type: 'rerunExecution', workflowExecutionId: 1 })
    expect(await backfill()).toMatchObject({ status: 'RUNNING', endTime: null, counts: { running: 1, failed: 0 } })
    await end(1)
    expect(await backfill()).toMatchObject({ status: 'SUCCESS', counts: { succeeded: 2, failed: 0 } })
  })

  test('it goes on when its schedule is changed or deleted', async () => {
    await upload()
    await start()
    await goOn()
    await harness.control({ type: 'deleteSchedule', ...OF, name: 'daily' })
    await endAll()
    expect(await days()).toHaveLength(5)
  })
})

describe('is refused', () => {
  test.each<[string, Partial<Start>, string, string]>([
    [
      'a range that is empty',
      { from: FIVE_DAYS.to, to: FIVE_DAYS.from },
      'INVALID_ARGUMENT',
      '"from" must be before "to"',
    ],
    [
      'a range without a time',
      { to: FIVE_DAYS.from + 1, from: FIVE_DAYS.from - 1, expression: 'cron@30 2 * * *' },
      'INVALID_ARGUMENT',
      'has no time from',
    ],
    ['times in the future', { to: at('2026-03-11T00:00:00Z') }, 'INVALID_ARGUMENT', 'in the future'],
    ['an unknown schedule', { schedule: 'other' }, 'SCHEDULE_NOT_FOUND', '"other"'],
    ['an unknown workflow', { workflow: 'other' }, 'WORKFLOW_NOT_FOUND', '"other"'],
    ['a wrong expression', { expression: 'cron@x' }, 'INVALID_EXPRESSION', '"cron@x"'],
    [
      'a schedule and an expression',
      { schedule: 'daily', expression: 'cron@0 0 * * *' },
      'INVALID_ARGUMENT',
      'not both',
    ],
    ['a time zone of a schedule', { timezone: 'UTC' }, 'INVALID_ARGUMENT', '"timezone" is for an expression'],
    [
      'too many times',
      { expression: 'cron@* * * * *', from: at('2026-02-01T00:00:00Z') },
      'TOO_LARGE',
      'more than 10000 times',
    ],
  ])('%s', async (_, more, code, message) => {
    await upload()
    expect(await start(more)).toMatchObject({ ok: false, error: { code, message: expect.stringContaining(message) } })
  })

  test('a workflow with several schedules, or none, without saying which', async () => {
    await upload({ schedules: [DAILY, { ...DAILY, name: 'other' }] })
    expect(await start()).toMatchObject({
      error: { message: expect.stringContaining('Say which one: "daily", "other"') },
    })
    expect(await start({ schedule: 'other' })).toMatchObject({ ok: true })
    await upload({ schedules: [] })
    expect(await start()).toMatchObject({ error: { message: expect.stringContaining('has no schedule') } })
  })

  test('one more than are kept, unless another has ended', async () => {
    await upload()
    const day = { to: at('2026-03-02T00:00:00Z') }
    for (let count = 0; count < 100; count += 1)
      await start({ ...day, expression: `cron@${count % 60} ${count % 24} * * *` })
    await goOn()
    expect(await start(day)).toMatchObject({ error: { code: 'INVALID_ARGUMENT' } })
    await endAll()
    expect(await start(day)).toMatchObject({ ok: true, value: { id: 101 } })
    expect(await harness.reads.backfills.find(1)).toBeNull()
  })
})

test('it goes on after a crash between any two commits, with each time once', async () => {
  await upload({ maxActiveExecutions: 3 })
  await start({ maxActive: 2 })
  for (let turn = 0; turn < 40; turn += 1) {
    await harness.reopen()
    const [timer] = harness.scheduler.readTimers().filter(({ id }) => id.startsWith('backfill:'))
    if (timer?.dueTime !== undefined && timer.dueTime !== null && timer.dueTime <= harness.now + 1000) {
      harness.now += 1000
      // Told twice, as after a crash before the answer.
      await Promise.all([1, 2].map(() => harness.scheduler.fireTimer(timer.id, timer.dueTime ?? 0)))
      continue
    }
    const alive = (await executions()).filter(({ status }) => status === 'RUNNING')
    const [first] = alive
    if (first === undefined) break
    const [row] = (await harness.reads.tasks.list({ workflowExecutionId: first.id }, { limit: 1 })).items
    const outcome = { type: 'success', output: null } as const
    await harness.report({ type: 'finished', attemptId: row?.attemptId ?? '', outcome, startedAt: 1, endedAt: 2 })
  }
  expect(await days()).toEqual(['1 SUCCESS', '2 SUCCESS', '3 SUCCESS', '4 SUCCESS', '5 SUCCESS'])
  expect(await backfill()).toMatchObject({ status: 'SUCCESS', counts: { left: 0, succeeded: 5 } })
})
