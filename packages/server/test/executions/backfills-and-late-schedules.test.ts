import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ControlRequest } from '../../src/log/control.ts'
import { bash, type SchedulerHarness } from '../../src/testing/scheduler-harness.ts'
import { at, BackfillStage, DAILY, OF, type Start } from './backfill-stage.ts'

let harness: SchedulerHarness
let stage: BackfillStage

beforeEach(async () => {
  stage = await BackfillStage.create()
  harness = stage.harness
})

afterEach(async () => {
  await harness.dispose()
})

describe('while the schedule is behind, as after the server was away', () => {
  const TO_NOW = { from: at('2026-03-08T00:00:00Z'), to: at('2026-03-15T12:00:00Z') }
  const EACH_DAY = [8, 9, 10, 11, 12, 13, 14, 15].map((day) => `${day} SUCCESS`)

  /** Before the schedule fires what it has missed since the 11th. */
  async function backfillFirst(order: Start['order'], catchUp: string): Promise<void> {
    await stage.upload({ schedules: [{ ...DAILY, catchUp }] })
    harness.now = TO_NOW.to
    await harness.reopen()
    expect(await stage.start({ ...TO_NOW, order, maxActive: 20 })).toMatchObject({ value: { total: 8 } })
    for (let turn = 0; turn < 10; turn += 1) {
      harness.now += 10
      const [timer] = harness.scheduler.readTimers().filter(({ id }) => id.startsWith('backfill:'))
      if (timer !== undefined) await harness.scheduler.fireTimer(timer.id, timer.dueTime ?? 0)
    }
  }

  test.each([
    ['oldestFirst', ['8 RUNNING', '9 RUNNING', '10 RUNNING']],
    ['newestFirst', []],
  ] as const)('%s, its times from the next one on are left to it', async (order, expected) => {
    await backfillFirst(order, 'all')
    expect(await stage.days()).toEqual(expected)
    expect(harness.scheduler.readTimers().map(({ id }) => id)).toEqual(['schedule:1'])
  })

  test.each([
    ['oldestFirst', 'one', 1],
    ['newestFirst', 'one', 1],
    ['oldestFirst', 'skip', 0],
    ['newestFirst', 'skip', 0],
    ['oldestFirst', 'all', 5],
    ['newestFirst', 'all', 5],
  ] as const)('%s, with catchUp "%s", each time is started once', async (order, catchUp, madeUpFor) => {
    await backfillFirst(order, catchUp)
    await stage.endAll()
    expect((await stage.days()).toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))).toEqual(EACH_DAY)
    const counts = { left: 0, skipped: madeUpFor, succeeded: 8 - madeUpFor }
    expect(await stage.backfill()).toMatchObject({ status: 'SUCCESS', counts })
  })

  test.each<[string, ControlRequest]>([
    ['paused', { type: 'setSchedulePaused', ...OF, name: 'daily', paused: true }],
    ['deleted', { type: 'deleteSchedule', ...OF, name: 'daily' }],
  ])('a schedule that is %s gives its times up', async (_, request) => {
    await backfillFirst('oldestFirst', 'all')
    await harness.control(request)
    await stage.endAll()
    expect(await stage.days()).toEqual(EACH_DAY)
    expect(await stage.backfill()).toMatchObject({ counts: { succeeded: 8, skipped: 0 } })
  })

  test('one whose expression was changed is no longer behind', async () => {
    await backfillFirst('oldestFirst', 'all')
    await harness.upload({ tasks: [bash('a')], schedules: [{ ...DAILY, expression: 'cron@0 1 * * *' }] })
    await stage.endAll()
    expect(await stage.days()).toEqual(EACH_DAY)
  })
})
