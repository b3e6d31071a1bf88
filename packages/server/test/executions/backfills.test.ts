import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SchedulerHarness } from '../../src/testing/scheduler-harness.ts'
import { at, BackfillStage, DAILY, FIVE_DAYS, OF, type Start } from './backfill-stage.ts'

let harness: SchedulerHarness
let stage: BackfillStage

beforeEach(async () => {
  stage = await BackfillStage.create()
  harness = stage.harness
})

afterEach(async () => {
  await harness.dispose()
})

test('a backfill starts an execution for each time of the schedule, one after the other, oldest first', async () => {
  await stage.upload()
  expect(await stage.start()).toMatchObject({
    ok: true,
    value: { id: 1, status: 'RUNNING', total: 5, schedule: 'daily' },
  })
  await stage.goOn()
  expect(await stage.days()).toEqual(['1 RUNNING'])
  expect((await stage.executions())[0]).toMatchObject({
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
  await stage.end(1)
  await stage.end(2, 'failed')
  expect(harness.scheduler.load().backfills).toEqual({ living: 1, timesLeft: 2 })
  expect(await stage.days()).toEqual(['1 SUCCESS', '2 FAILED', '3 RUNNING'])
  expect(await stage.backfill()).toMatchObject({
    status: 'RUNNING',
    counts: { left: 2, running: 1, succeeded: 1, failed: 1, stopped: 0, skipped: 0 },
    lastTime: at('2026-03-03T00:00:00Z'),
    endTime: null,
  })
  await stage.endAll()
  expect(await stage.days()).toEqual(['1 SUCCESS', '2 FAILED', '3 SUCCESS', '4 SUCCESS', '5 SUCCESS'])
  expect(await stage.backfill()).toMatchObject({
    status: 'FAILED',
    counts: { left: 0, succeeded: 4, failed: 1 },
  })
  expect(harness.scheduler.readTimers().map(({ id }) => id)).toEqual(['schedule:1'])
  expect(harness.scheduler.load().backfills).toEqual({ living: 0, timesLeft: 0 })
})

test('newest first, several at once, and never more', async () => {
  await stage.upload()
  await stage.start({ order: 'newestFirst', maxActive: 2 })
  await stage.goOn()
  expect(await stage.days()).toEqual(['5 RUNNING', '4 RUNNING'])
  await stage.end(2)
  expect(await stage.days()).toEqual(['5 RUNNING', '4 SUCCESS', '3 RUNNING'])
  await stage.endAll()
  expect(await stage.days()).toHaveLength(5)
  expect(await stage.backfill()).toMatchObject({ status: 'SUCCESS', counts: { succeeded: 5 } })
})

test('the schedule itself goes on as if there were no backfill', async () => {
  await stage.upload({ schedules: [{ ...DAILY, overlap: 'skip' }] })
  const before = await harness.reads.schedules.findAll({})
  await stage.start()
  await stage.goOn()
  expect(await harness.reads.schedules.findAll({})).toEqual(before)
  await harness.pass(12 * 3600)
  expect(await stage.days()).toEqual(['1 RUNNING', '11 RUNNING'])
  const [, scheduled] = await stage.executions()
  expect(scheduled).toMatchObject({ backfillId: null, schedule: { dueTime: at('2026-03-11T00:00:00Z') } })
})

test('an expression of its own needs no schedule, and an interval is counted from the first time', async () => {
  await stage.upload({ schedules: [] })
  const from = at('2026-03-01T06:30:00Z')
  await stage.start({ expression: 'interval@0 1 0 0', from, to: from + 3 * 3_600_000 })
  await stage.endAll()
  const rows = await stage.executions()
  expect(rows.map(({ schedule }) => (schedule?.dueTime ?? 0) - from)).toEqual([0, 3_600_000, 7_200_000])
  expect(rows[0]).toMatchObject({ trigger: { rule: null }, schedule: { name: null, intervalStart: from - 3_600_000 } })
})

test('times before an interval@ schedule was created count as well', async () => {
  await stage.upload({ schedules: [{ name: 'hourly', expression: 'interval@0 1 0 0' }] })
  const created = harness.now
  await stage.start({ from: created - 3 * 3_600_000, to: created })
  await stage.endAll()
  expect((await stage.executions()).map(({ schedule }) => ((schedule?.dueTime ?? 0) - created) / 3_600_000)).toEqual([
    -3, -2, -1,
  ])
})

test('over the end of daylight saving time each hour that is shown twice has its own interval', async () => {
  harness.now = at('2026-10-26T00:00:00Z')
  await stage.upload({ schedules: [{ name: 'hourly', expression: 'cron@30 * * * *', timezone: 'Europe/Berlin' }] })
  await stage.start({ from: at('2026-10-25T00:00:00Z'), to: at('2026-10-25T03:00:00Z') })
  await stage.endAll()
  const intervals = (await stage.executions()).map(({ schedule }) => [schedule?.intervalStart, schedule?.intervalEnd])
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
    await stage.upload({ parameters, schedules: [{ ...DAILY, parameters: { day: '${date}', n: 1 } }] })
    await stage.start({ parameters: { n: 2 } })
    await stage.endAll()
    expect((await stage.executions()).map((row) => row.parameters)).toEqual(
      ['2026-02-28', '2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04'].map((day) => ({ day, n: 2 })),
    )
  })

  test('a backfill that could start nothing is refused', async () => {
    await stage.upload({ parameters, schedules: [{ ...DAILY, parameters: { day: '${date}' } }] })
    expect(await stage.start({ parameters: { n: 'x' } })).toMatchObject({ error: { code: 'INVALID_ARGUMENT' } })
    expect(await stage.start({ parameters: { day: '${nothing}' } })).toMatchObject({
      error: { code: 'INVALID_EXPRESSION' },
    })
    expect((await harness.reads.backfills.list({}, { limit: 10 })).items).toEqual([])
  })

  test('a time whose parameters fail counts as failed, and the others go on', async () => {
    await stage.upload({
      parameters,
      schedules: [{ ...DAILY, parameters: { day: 'x', n: '${6 / (intervalEnd.getDate() - 3)}' } }],
    })
    await stage.start()
    await stage.endAll()
    expect(await stage.days()).toEqual(['1 SUCCESS', '2 SUCCESS', '4 SUCCESS', '5 SUCCESS'])
    expect(await stage.backfill()).toMatchObject({ status: 'FAILED', counts: { succeeded: 4, failed: 1 } })
    const { items } = await harness.reads.verdicts.list({ lane: 'workflow:1' }, { limit: 10 })
    expect(items.filter(({ verdict }) => verdict === 'failed')).toMatchObject([{ rule: 'daily', resultId: null }])
  })
})

describe('times that have an execution', () => {
  beforeEach(async () => {
    await stage.upload()
    await stage.start({ from: FIVE_DAYS.from, to: at('2026-03-05T00:00:00Z'), maxActive: 10 })
    await stage.goOn()
    await stage.end(1)
    await stage.end(2, 'failed')
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
    expect(await stage.days()).toEqual(['1 SUCCESS', '2 FAILED', '3 STOPPED', '4 RUNNING'])
    await stage.start({ reprocess, maxActive: 10 })
    await stage.goOn()
    expect(await stage.days(2)).toEqual(expected)
    expect((await stage.backfill(2)).counts).toMatchObject({ skipped, running: expected.length, left: 0 })
  })

  test('what the schedule has started counts, what belongs to another schedule or an expression does not', async () => {
    await harness.pass(12 * 3600)
    const range = { from: at('2026-03-11T00:00:00Z'), to: at('2026-03-11T00:00:01Z') }
    harness.now += 1000
    await stage.start(range)
    await stage.start({ ...range, expression: 'cron@0 0 * * *' })
    await stage.goOn()
    expect((await stage.backfill(2)).counts).toMatchObject({ skipped: 1 })
    expect((await stage.backfill(3)).counts).toMatchObject({ skipped: 0, running: 1 })
  })

  test('two backfills of the same times start each time once', async () => {
    await stage.start({ from: at('2026-03-05T00:00:00Z'), to: at('2026-03-09T00:00:00Z'), maxActive: 2 })
    await stage.start({ from: at('2026-03-05T00:00:00Z'), to: at('2026-03-09T00:00:00Z'), order: 'newestFirst' })
    await stage.endAll()
    expect((await stage.days()).slice(4).toSorted()).toEqual(['5 SUCCESS', '6 SUCCESS', '7 SUCCESS', '8 SUCCESS'])
    expect((await stage.backfill(2)).counts.succeeded + (await stage.backfill(3)).counts.succeeded).toBe(4)
  })

  test('one that was deleted does not count', async () => {
    await harness.control({ type: 'deleteExecution', workflowExecutionId: 1 })
    await stage.start({ maxActive: 10 })
    await stage.goOn()
    expect(await stage.days(2)).toEqual(['1 RUNNING', '5 RUNNING'])
  })
})

describe('as one', () => {
  const pause = (paused: boolean, backfillId = 1) =>
    harness.control({ type: 'setBackfillPaused', namespace: 'default', backfillId, paused })
  const stop = (executions: 'stop' | 'finish') =>
    harness.control({ type: 'stopBackfill', namespace: 'default', backfillId: 1, executions })

  test('it is paused and resumed: what runs goes on, and nothing new begins meanwhile', async () => {
    await stage.upload()
    await stage.start({ maxActive: 2 })
    await stage.goOn()
    expect(await pause(true)).toMatchObject({ ok: true, value: { paused: true } })
    await stage.end(1)
    await harness.reopen()
    expect(await stage.days()).toEqual(['1 SUCCESS', '2 RUNNING'])
    expect(await pause(false)).toMatchObject({ ok: true, value: { paused: false } })
    await stage.endAll()
    expect(await stage.days()).toHaveLength(5)
    expect(await pause(true)).toMatchObject({ ok: false, error: { code: 'BACKFILL_ENDED' } })
    expect(await pause(true, 7)).toMatchObject({ ok: false, error: { code: 'BACKFILL_NOT_FOUND' } })
  })

  test('one that has ended answers so, also after a restart, and is gone with its workflow', async () => {
    await stage.upload()
    await stage.start()
    await stage.endAll()
    await harness.reopen()
    expect(await pause(true)).toMatchObject({ error: { code: 'BACKFILL_ENDED' } })
    expect(await stop('stop')).toMatchObject({ error: { code: 'BACKFILL_ENDED' } })
    await harness.reopen()
    expect(await harness.control({ type: 'deleteWorkflow', ...OF })).toMatchObject({ ok: true })
    expect(await pause(true)).toMatchObject({ error: { code: 'BACKFILL_NOT_FOUND' } })
    expect(await harness.reads.backfills.find(1)).toBeNull()
  })

  test('it is stopped with its executions', async () => {
    await stage.upload()
    await stage.start({ maxActive: 2 })
    await stage.goOn()
    await harness.start()
    expect(await stop('stop')).toMatchObject({ ok: true, value: { stopping: true, status: 'RUNNING' } })
    expect(await pause(true)).toMatchObject({ ok: false, error: { code: 'BACKFILL_ENDED' } })
    for (const { attemptId } of harness.worker.started.slice(0, 2)) {
      const outcome = { type: 'stopped', message: null } as const
      await harness.report({ type: 'finished', attemptId, outcome, startedAt: 1, endedAt: 2 })
    }
    await stage.goOn()
    expect((await stage.executions()).map(({ status }) => status)).toEqual(['STOPPED', 'STOPPED', 'RUNNING'])
    expect(await stage.backfill()).toMatchObject({ status: 'STOPPED', counts: { left: 3, stopped: 2, running: 0 } })
    expect(await stop('stop')).toMatchObject({ ok: false, error: { code: 'BACKFILL_ENDED' } })
  })

  test('it is stopped, and its executions run to their end', async () => {
    await stage.upload()
    await stage.start({ maxActive: 2 })
    await stage.goOn()
    await stop('finish')
    expect(harness.worker.stopped).toEqual([])
    await stage.endAll()
    expect(await stage.days()).toEqual(['1 SUCCESS', '2 SUCCESS'])
    expect(await stage.backfill()).toMatchObject({ status: 'STOPPED', counts: { left: 3, succeeded: 2 } })
  })

  test('more executions than one step stops are stopped in those that follow, also after a restart', async () => {
    await stage.upload({ schedules: [{ name: 'hourly', expression: 'cron@0 * * * *' }] })
    await stage.start({ from: at('2026-03-01T00:00:00Z'), to: at('2026-03-08T00:00:00Z'), maxActive: 150 })
    await stage.goOn()
    expect((await stage.backfill()).counts.running).toBe(150)
    await stop('stop')
    await harness.reopen()
    await stage.goOn()
    expect((await stage.executions()).filter(({ stopping }) => stopping)).toHaveLength(150)
  })

  test('to stop all executions of a workflow stops its backfills, too', async () => {
    await stage.upload()
    await stage.start({ maxActive: 2 })
    await stage.goOn()
    await harness.start()
    expect(await harness.control({ type: 'stopExecutions', ...OF })).toMatchObject({ value: { stopped: 3 } })
    expect(await stage.backfill()).toMatchObject({ stopping: true })
  })

  test('it goes with its workflow', async () => {
    await stage.upload()
    await stage.start()
    await stage.goOn()
    await stop('finish')
    await stage.end(1)
    expect(await harness.control({ type: 'deleteWorkflow', ...OF })).toMatchObject({ ok: true })
    expect((await harness.reads.backfills.list({}, { limit: 10 })).items).toEqual([])
  })
})

describe('beside others', () => {
  test('the limit of the workflow holds, and who waits comes first', async () => {
    await stage.upload({ maxActiveExecutions: 2 })
    await harness.start()
    await stage.start({ maxActive: 5 })
    await stage.goOn()
    expect((await stage.executions()).map(({ backfillId }) => backfillId)).toEqual([null, 1])
    await harness.start()
    await stage.end(2)
    expect((await stage.executions()).map(({ backfillId, status }) => `${backfillId} ${status}`)).toEqual([
      'null RUNNING',
      '1 SUCCESS',
      'null RUNNING',
    ])
    await stage.end(1)
    expect((await stage.executions()).at(-1)).toMatchObject({ backfillId: 1, status: 'RUNNING' })
  })

  test.each(['queue', 'stop-old'])('the overlap "%s" of a schedule passes over its executions', async (overlap) => {
    await stage.upload({ schedules: [{ ...DAILY, overlap }] })
    await stage.start()
    await stage.goOn()
    await harness.pass(12 * 3600)
    expect(await stage.days()).toEqual(['1 RUNNING', '11 RUNNING'])
    expect(harness.worker.stopped).toEqual([])
  })

  test('a disabled workflow starts nothing more until it is enabled', async () => {
    await stage.upload()
    await stage.start()
    await stage.goOn()
    const enable = (enabled: boolean) => harness.control({ type: 'setWorkflowEnabled', ...OF, enabled })
    await enable(false)
    await stage.end(1)
    expect(await stage.days()).toEqual(['1 SUCCESS'])
    expect(await stage.start()).toMatchObject({ error: { code: 'WORKFLOW_DISABLED' } })
    await enable(true)
    await stage.goOn()
    expect(await stage.days()).toEqual(['1 SUCCESS', '2 RUNNING'])
  })

  test('an execution that is started again by hand counts again', async () => {
    await stage.upload()
    await stage.start({ to: at('2026-03-03T00:00:00Z') })
    await stage.goOn()
    await stage.end(1, 'failed')
    await stage.end(2)
    expect(await stage.backfill()).toMatchObject({ status: 'FAILED' })
    await harness.reopen()
    await harness.control({ type: 'rerunExecution', workflowExecutionId: 1 })
    await harness.reopen()
    expect(await stage.backfill()).toMatchObject({
      status: 'RUNNING',
      endTime: null,
      counts: { running: 1, failed: 0 },
    })
    await stage.end(1)
    expect(await stage.backfill()).toMatchObject({ status: 'SUCCESS', counts: { succeeded: 2, failed: 0 } })
  })

  test('it goes on when its schedule is changed or deleted', async () => {
    await stage.upload()
    await stage.start()
    await stage.goOn()
    await harness.control({ type: 'deleteSchedule', ...OF, name: 'daily' })
    await stage.endAll()
    expect(await stage.days()).toHaveLength(5)
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
    await stage.upload()
    expect(await stage.start(more)).toMatchObject({
      ok: false,
      error: { code, message: expect.stringContaining(message) },
    })
  })

  test('a workflow with several schedules, or none, without saying which', async () => {
    await stage.upload({ schedules: [DAILY, { ...DAILY, name: 'other' }] })
    expect(await stage.start()).toMatchObject({
      error: { message: expect.stringContaining('Say which one: "daily", "other"') },
    })
    expect(await stage.start({ schedule: 'other' })).toMatchObject({ ok: true })
    await stage.upload({ schedules: [] })
    expect(await stage.start()).toMatchObject({ error: { message: expect.stringContaining('has no schedule') } })
  })

  test('one more than are kept, unless another has ended', async () => {
    await stage.upload()
    const day = { to: at('2026-03-02T00:00:00Z') }
    for (let count = 0; count < 100; count += 1)
      await stage.start({ ...day, expression: `cron@${count % 60} ${count % 24} * * *` })
    await stage.goOn()
    const message = expect.stringContaining('Stop one, or wait until one has ended.')
    expect(await stage.start(day)).toMatchObject({ error: { code: 'INVALID_ARGUMENT', message } })
    await harness.reopen()
    await stage.endAll()
    expect(await stage.start(day)).toMatchObject({ ok: true, value: { id: 101 } })
    expect(await harness.reads.backfills.find(1)).toBeNull()
  })
})

test('it goes on after a crash between any two commits, with each time once', async () => {
  await stage.upload({ maxActiveExecutions: 3 })
  await stage.start({ maxActive: 2 })
  for (let turn = 0; turn < 40; turn += 1) {
    await harness.reopen()
    const [timer] = harness.scheduler.readTimers().filter(({ id }) => id.startsWith('backfill:'))
    if (timer?.dueTime !== undefined && timer.dueTime !== null && timer.dueTime <= harness.now + 1000) {
      harness.now += 1000
      // Told twice, as after a crash before the answer.
      await Promise.all([1, 2].map(() => harness.scheduler.fireTimer(timer.id, timer.dueTime ?? 0)))
      continue
    }
    const alive = (await stage.executions()).filter(({ status }) => status === 'RUNNING')
    const [first] = alive
    if (first === undefined) break
    const [row] = (await harness.reads.tasks.list({ workflowExecutionId: first.id }, { limit: 1 })).items
    const outcome = { type: 'success', output: null } as const
    await harness.report({ type: 'finished', attemptId: row?.attemptId ?? '', outcome, startedAt: 1, endedAt: 2 })
  }
  expect(await stage.days()).toEqual(['1 SUCCESS', '2 SUCCESS', '3 SUCCESS', '4 SUCCESS', '5 SUCCESS'])
  expect(await stage.backfill()).toMatchObject({ status: 'SUCCESS', counts: { left: 0, succeeded: 5 } })
})
