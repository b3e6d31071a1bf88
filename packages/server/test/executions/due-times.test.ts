import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bash, type SchedulerHarness } from '../../src/testing/scheduler-harness.ts'
import { at, BackfillStage, DAILY, OF } from './backfill-stage.ts'

let harness: SchedulerHarness
let stage: BackfillStage

beforeEach(async () => {
  stage = await BackfillStage.create()
  harness = stage.harness
})

afterEach(async () => {
  await harness.dispose()
})

const THIRD = at('2026-03-03T00:00:00Z')

function startFor(dueTime?: number, more: { readonly schedule?: string; readonly parameters?: { n: number } } = {}) {
  return harness.control({ type: 'startExecution', ...OF, ...more, ...(dueTime === undefined ? {} : { dueTime }) })
}

test('an execution for a past time has its interval and the parameters of the schedule, and is by hand', async () => {
  const parameters = { type: 'object', properties: { day: { type: 'string' }, n: { type: 'integer' } } }
  await stage.upload({ parameters, schedules: [{ ...DAILY, parameters: { day: '${date}', n: 1 } }] })
  expect(await startFor(THIRD, { parameters: { n: 2 } })).toMatchObject({ ok: true, value: { workflowExecutionId: 1 } })
  const schedule = { name: 'daily', dueTime: THIRD, intervalStart: at('2026-03-02T00:00:00Z'), intervalEnd: THIRD }
  expect(await harness.reads.executions.find(1)).toMatchObject({
    type: 'MANUAL',
    backfillId: null,
    schedule,
    parameters: { day: '2026-03-02', n: 2 },
  })
  expect(harness.worker.attemptOf('a').schedule).toEqual(schedule)
})

test('a backfill leaves its time out', async () => {
  await stage.upload()
  await startFor(THIRD)
  await stage.start({ maxActive: 10 })
  await stage.goOn()
  expect(await stage.days(1)).toEqual(['1 RUNNING', '2 RUNNING', '4 RUNNING', '5 RUNNING'])
})

describe('is refused', () => {
  test.each<[string, number | undefined, string | undefined, string, string]>([
    [
      'a time that the schedule does not have',
      THIRD + 1,
      undefined,
      'INVALID_ARGUMENT',
      'The next one is 2026-03-04T00',
    ],
    ['a time before 1970', at('1969-12-31T00:00:00Z'), undefined, 'INVALID_ARGUMENT', 'The next one is 1970-01-01T00'],
    [
      'the first time that there is',
      -8_640_000_000_000_000,
      undefined,
      'INVALID_ARGUMENT',
      'The next one is 1970-01-01',
    ],
    ['the future', at('2026-03-11T00:00:00Z'), undefined, 'INVALID_ARGUMENT', 'in the future'],
    ['a schedule without a time', undefined, 'daily', 'INVALID_ARGUMENT', 'needs a due time'],
    ['an unknown schedule', THIRD, 'none', 'SCHEDULE_NOT_FOUND', '"none"'],
  ])('%s', async (_, dueTime, schedule, code, message) => {
    await stage.upload()
    expect(await startFor(dueTime, schedule === undefined ? {} : { schedule })).toMatchObject({
      ok: false,
      error: { code, message: expect.stringContaining(message) },
    })
  })

  test('one of several schedules, or none', async () => {
    await stage.upload({ schedules: [DAILY, { ...DAILY, name: 'other' }] })
    expect(await startFor(THIRD)).toMatchObject({ error: { message: expect.stringContaining('Say which one') } })
    expect(await startFor(THIRD, { schedule: 'other' })).toMatchObject({ ok: true })
    await harness.upload({ tasks: [bash('a')], schedules: [] })
    expect(await startFor(THIRD)).toMatchObject({ error: { message: expect.stringContaining('has no schedule') } })
  })

  test('a time that the schedule, which is behind, has yet to come to', async () => {
    await stage.upload()
    harness.now = at('2026-03-12T12:00:00Z')
    expect(await startFor(at('2026-03-12T00:00:00Z'))).toMatchObject({
      error: { code: 'INVALID_ARGUMENT', message: expect.stringContaining('is behind') },
    })
    await harness.pass(1)
    expect(await startFor(at('2026-03-12T00:00:00Z'))).toMatchObject({ ok: true })
  })
})
