import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, IDLE, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const START = 1_000_000
const HOUR = 3_600_000

function time(hour: number, name: string | null = 's') {
  return {
    name,
    dueTime: START + hour * HOUR,
    intervalStart: START + (hour - 1) * HOUR,
    intervalEnd: START + hour * HOUR,
  }
}

function hourly(more: Record<string, unknown> = {}) {
  const schedules = [{ name: 's', expression: 'interval@0 1 0 0', catchUp: 'all' }]
  return { tasks: [bash('a'), bash('b', { rules: [startAfter('a')] })], schedules, ...more }
}

async function schedules() {
  const { items } = await harness.reads.executions.list({}, { limit: 100 })
  return items.map(({ schedule }) => schedule).toReversed()
}

test('an execution of a schedule and all its tasks know the scheduled time', async () => {
  await harness.upload(hourly())
  await harness.pass(3600)
  expect(await schedules()).toEqual([time(1)])
  expect(harness.worker.attemptOf('a').schedule).toEqual(time(1))
  await harness.reopen()
  expect((await harness.reads.executions.find(1))?.schedule).toEqual(time(1))
})

test('tasks that a rule starts, retries and reruns have the time of their execution', async () => {
  await harness.upload(hourly())
  await harness.pass(3600)
  await harness.succeed('a')
  expect(harness.worker.attemptOf('b').schedule).toEqual(time(1))
  await harness.fail('b')
  await harness.control({ type: 'rerunExecution', workflowExecutionId: 1 })
  expect(harness.worker.attemptOf('b')).toMatchObject({ sequenceNumber: 2, schedule: time(1) })
})

test('each missed time that is caught up has its own interval', async () => {
  await harness.upload(hourly())
  await harness.close()
  harness.now += 3 * HOUR
  await harness.open()
  await harness.fireDue()
  expect(await schedules()).toEqual([time(1), time(2), time(3)])
})

test('an execution that waits for its turn keeps its interval', async () => {
  await harness.upload(hourly({ maxActiveExecutions: 1 }))
  await harness.pass(3600)
  await harness.pass(3600)
  await harness.reopen()
  expect(await schedules()).toEqual([time(1), time(2)])
})

test('executions started by hand or by an event have no interval', async () => {
  const condition = { type: 'event', event: { key: 'go' } }
  await harness.upload({ tasks: [bash('a')], triggers: [{ name: 't', condition }] })
  await harness.start()
  await harness.send('go')
  expect(await schedules()).toEqual([null, null])
  expect(harness.worker.attemptOf('a').schedule).toBeNull()
})

test('a periodic task has the interval of its own timer, also where it waited behind another', async () => {
  const periodic = { periodicExpression: 'interval@0 1 0 0', periodicWhenAlive: 'queue' }
  await harness.upload({ tasks: [bash('a', periodic), bash('c')] })
  await harness.start()
  expect(harness.worker.attemptOf('c').schedule).toBeNull()
  await harness.pass(3600)
  await harness.pass(3600)
  expect(harness.worker.attemptOf('a').schedule).toEqual(time(1, null))
  await harness.succeed('a')
  expect(harness.worker.attemptOf('a')).toMatchObject({ sequenceNumber: 2, schedule: time(2, null) })
})

const DAY = { type: 'object', properties: { day: { type: 'string' }, year: { type: 'integer' } }, required: ['day'] }

test('parameters of a schedule may use its data interval', async () => {
  harness.now = Date.parse('2026-03-28T12:00:00Z')
  const parameters = { day: '${date} until ${intervalEnd}', year: '${intervalStart.getFullYear()}' }
  const schedule = { name: 's', expression: 'cron@0 0 * * *', timezone: 'Europe/Berlin', parameters }
  expect(await harness.upload({ tasks: [bash('a')], parameters: DAY, schedules: [schedule] })).toMatchObject({
    ok: true,
  })
  await harness.pass(2 * 86_400)
  expect((await harness.reads.executions.find(1))?.parameters).toEqual({
    day: '2026-03-28 until 2026-03-28T23:00:00.000Z',
    year: 2026,
  })
  expect(harness.worker.attemptOf('a').parameters).toMatchObject({ year: 2026 })
})

test('parameters with a wrong expression, or a wrong result, are refused', async () => {
  const add = (parameters: Record<string, string>) => {
    const of = { namespace: 'default', workflow: 'w', name: 'mine', timezone: 'UTC', catchUp: 'one' } as const
    return harness.control({ type: 'addSchedule', ...of, expression: 'cron@0 0 * * *', parameters })
  }
  const upload = (parameters: Record<string, string>) => {
    const schedules = [{ name: 's', expression: 'cron@0 0 * * *', parameters }]
    return harness.upload({ tasks: IDLE, parameters: DAY, schedules })
  }
  expect(await upload({ day: '${today}' })).toMatchObject({
    error: { code: 'INVALID_WORKFLOW', message: expect.stringContaining('of the parameter "day" is not valid') },
  })
  expect(await upload({ day: '${intervalEnd.getFullYear()}' })).toMatchObject({ error: { code: 'INVALID_WORKFLOW' } })
  expect(await upload({ day: '${date}' })).toMatchObject({ ok: true })
  expect(await add({ day: '${today}' })).toMatchObject({ error: { code: 'INVALID_EXPRESSION' } })
  expect(await add({ day: '${intervalEnd.getFullYear()}' })).toMatchObject({ error: { code: 'INVALID_ARGUMENT' } })
  expect(await add({ day: '${date}' })).toMatchObject({ ok: true })
})

test('an expression that has no result for a time makes the verdict "failed"', async () => {
  harness.now = Date.parse('2026-01-01T12:00:00Z')
  const parameters = { day: '${string(10 / (intervalStart.getMonth() - 1))}' }
  await harness.upload({
    tasks: IDLE,
    parameters: DAY,
    schedules: [{ name: 's', expression: 'cron@0 0 1 * *', parameters }],
  })
  await harness.pass(31 * 86_400)
  await harness.pass(28 * 86_400)
  const verdicts = (await harness.reads.verdicts.list({ lane: 'workflow:1' }, { limit: 10 })).items
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['failed', 'fired'])
  expect(verdicts[0]?.reason).toContain('of the parameter "day" is not valid: ')
})
