import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const CODE = { type: 'code', expectEventKeys: ['k'], className: 'C' } as const
const FAILED = { type: 'error', cause: 'condition', message: 'it threw' } as const
const MET = { type: 'ok', met: true, states: { seen: 1 } } as const
const POISON = `CREATE TRIGGER poison BEFORE INSERT ON task_executions WHEN NEW.task_name = 'bad'
  BEGIN SELECT RAISE(ABORT, 'this row is poison'); END`

async function letters() {
  return (await harness.reads.deadLetters.list({ limit: 1000 })).items.toReversed()
}

function retry(id: number) {
  return harness.control({ type: 'retryDeadLetter', namespace: 'default', id })
}

async function failOnce(value: string | null = null): Promise<number> {
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [bash('a', { rules: [{ name: 'code', action: 'START', condition: CODE }] })],
  })
  await harness.start()
  harness.worker.evaluation = async () => FAILED
  const offset = await harness.send('k', value)
  await expect.poll(letters).toHaveLength(1)
  return offset
}

test('a letter keeps the error and what the condition saw', async () => {
  await harness.upload({ tasks: [bash('a', { rules: [{ name: 'code', action: 'START', condition: CODE }] })] })
  await harness.start()
  await harness.control({ type: 'setState', workflowExecutionId: 1, name: 'n', value: 7 })
  harness.worker.evaluation = async () => FAILED
  const eventOffset = await harness.send('k')
  await expect.poll(letters).toHaveLength(1)
  expect(await harness.reads.deadLetters.find(1)).toMatchObject({
    source: 'rule',
    eventOffset,
    workflowExecutionId: 1,
    task: 'a',
    rule: 'code',
    error: 'it threw',
    tries: 1,
    context: { states: { n: 7 }, taskStatuses: { a: null } },
  })
})

test('a retry judges the event of the letter once, and the same commit deletes the letter', async () => {
  const offset = await failOnce('v')
  harness.worker.evaluation = async () => MET
  expect(await retry(1)).toEqual({ ok: true, value: { id: 1, outcome: 'fired', reason: null } })
  expect(harness.worker.asked.at(-1)).toMatchObject({ event: { offset, key: 'k', value: 'v' } })
  expect(await letters()).toEqual([])
  expect(harness.startedTasks()).toEqual(['a'])
  expect(harness.worker.attemptOf('a').trigger.events).toMatchObject([{ offset, value: 'v' }])
  const { items } = await harness.reads.verdicts.list({ lane: 'execution:1' }, { limit: 10 })
  expect(items.map(({ verdict, eventOffset }) => [verdict, eventOffset])).toEqual([
    ['fired', offset],
    ['failed', offset],
  ])
  expect(await retry(1)).toMatchObject({ ok: false, error: { code: 'DEAD_LETTER_NOT_FOUND' } })
})

test('a letter that fails again stays, with its tries counted', async () => {
  await failOnce()
  harness.now += 5000
  harness.worker.evaluation = async () => ({ ...FAILED, message: 'it threw again' })
  expect(await retry(1)).toEqual({ ok: true, value: { id: 1, outcome: 'failed', reason: 'it threw again' } })
  expect(await letters()).toMatchObject([
    { id: 1, error: 'it threw again', tries: 2, lastTryTime: harness.now, retryOffset: null },
  ])
})

test('a retry waits for its turn, even over a restart, and two requests retry once', async () => {
  await failOnce()
  await harness.control({ type: 'setExecutionPaused', workflowExecutionId: 1, paused: true })
  const waiting = await harness.scheduler.control({ type: 'retryDeadLetter', namespace: 'default', id: 1 }, null)
  expect(await letters()).toMatchObject([{ retryOffset: waiting.offset }])
  expect(await retry(1)).toMatchObject({ ok: false, error: { code: 'RETRY_UNDER_WAY' } })
  await harness.reopen()
  expect(await retry(1)).toMatchObject({ ok: false, error: { code: 'RETRY_UNDER_WAY' } })
  await harness.control({ type: 'setExecutionPaused', workflowExecutionId: 1, paused: false })
  await expect.poll(letters).toEqual([])
  expect(harness.startedTasks()).toEqual(['a'])
  expect(harness.worker.asked).toHaveLength(1)
})

test('two requests in one commit retry a letter once', async () => {
  await failOnce()
  harness.worker.evaluation = async () => MET
  const results = await Promise.all([retry(1), retry(1)])
  expect(results.map(({ ok }) => ok)).toEqual([true, false])
  expect(harness.startedTasks()).toEqual(['a'])
})

test('a letter is put back if its execution ends before its turn', async () => {
  await failOnce()
  await harness.control({ type: 'setExecutionPaused', workflowExecutionId: 1, paused: true })
  const { result } = await harness.scheduler.control({ type: 'retryDeadLetter', namespace: 'default', id: 1 }, null)
  await harness.control({ type: 'stopExecution', workflowExecutionId: 1 })
  expect(await result).toMatchObject({ ok: false, error: { code: 'EXECUTION_ENDED' } })
  expect(await letters()).toMatchObject([{ tries: 1, retryOffset: null }])
  expect(await retry(1)).toMatchObject({ ok: false, error: { code: 'NOTHING_TO_RETRY' } })
})

test('the trigger of a workflow is asked again too', async () => {
  await harness.upload({ tasks: [bash('a')], triggers: [{ name: 't', condition: CODE }] })
  harness.worker.evaluation = async () => FAILED
  await harness.send('k')
  await expect.poll(letters).toHaveLength(1)
  harness.worker.evaluation = async () => MET
  expect(await retry(1)).toMatchObject({ ok: true, value: { outcome: 'fired' } })
  expect(await harness.executionStatus(1)).toBe('RUNNING')
  expect(await letters()).toEqual([])
})

test('the retry of an event whose step failed offers it to all its receivers', async () => {
  await harness.upload({ lifetime: 'untilStopped', tasks: [bash('bad', { rules: [onEvent('START', 'k')] })] })
  await harness.start()
  await harness.start()
  harness.sql(POISON)
  const offset = await harness.send('k')
  expect(await letters()).toMatchObject([{ source: 'step', eventOffset: offset }])
  expect(await retry(1)).toMatchObject({ ok: false, error: { code: 'INTERNAL' } })
  expect(await letters()).toMatchObject([{ id: 1, eventOffset: offset, tries: 2 }])
  harness.sql('DROP TRIGGER poison')
  expect(await retry(1)).toMatchObject({ ok: true, value: { outcome: 'processed' } })
  expect(await letters()).toEqual([])
  expect(harness.startedTasks()).toEqual(['bad', 'bad'])
  expect(harness.worker.attemptOf('bad').trigger.events).toMatchObject([{ offset }])
})

test('the retry of an event that failed in one execution offers it only to that one', async () => {
  await harness.upload({ lifetime: 'untilStopped', tasks: [bash('bad', { rules: [onEvent('START', 'k')] })] })
  await harness.start()
  await harness.start()
  await harness.control({ type: 'setExecutionPaused', workflowExecutionId: 2, paused: true })
  await harness.send('k')
  harness.sql(POISON)
  await harness.control({ type: 'setExecutionPaused', workflowExecutionId: 2, paused: false })
  await expect.poll(letters).toMatchObject([{ source: 'step', workflowExecutionId: 2 }])
  harness.sql('DROP TRIGGER poison')
  expect(await retry(1)).toMatchObject({ ok: true })
  expect(harness.startedTasks()).toEqual(['bad', 'bad'])
  expect(await harness.statuses(1)).toEqual({ bad: 'QUEUED 1' })
  expect(await harness.statuses(2)).toEqual({ bad: 'QUEUED 1' })
})

test('a request whose step failed is not carried out by a retry', async () => {
  await harness.upload({ lifetime: 'untilStopped', tasks: [bash('bad', { rules: [onEvent('START', 'k')] })] })
  await harness.start()
  harness.sql(POISON)
  await harness.control({ type: 'taskAction', workflowExecutionId: 1, task: 'bad', action: 'START' })
  expect(await retry(1)).toMatchObject({ ok: false, error: { code: 'NOTHING_TO_RETRY' } })
  expect(await letters()).toHaveLength(1)
})

test('letters are filtered by what they are about, and dropped', async () => {
  await failOnce()
  const count = async (filter: object) => (await harness.reads.deadLetters.list({ limit: 10, ...filter })).items.length
  const own = [{ namespace: 'default' }, { workflow: 'w' }, { workflowExecutionId: 1 }, { task: 'a' }, { rule: 'code' }]
  expect(await Promise.all(own.map(count))).toEqual(own.map(() => 1))
  const other = [{ namespace: 'x' }, { workflow: 'x' }, { workflowExecutionId: 2 }, { task: 'x' }, { rule: 'x' }]
  expect(await Promise.all(other.map(count))).toEqual(other.map(() => 0))
  expect(await harness.reads.deadLetters.count()).toBe(1)
  await harness.control({ type: 'dropDeadLetters', namespace: 'default', ids: [1, 99] })
  expect(await letters()).toEqual([])
})

test('a letter that is being retried cannot be dropped', async () => {
  await failOnce()
  await harness.control({ type: 'setExecutionPaused', workflowExecutionId: 1, paused: true })
  await harness.scheduler.control({ type: 'retryDeadLetter', namespace: 'default', id: 1 }, null)
  await harness.reopen()
  harness.worker.evaluation = async () => FAILED
  const drop = (...ids: number[]) => harness.control({ type: 'dropDeadLetters', namespace: 'default', ids })
  expect(await drop(1)).toMatchObject({ ok: false, error: { code: 'RETRY_UNDER_WAY' } })
  expect(await drop(1, 99)).toEqual({ ok: true, value: { dropped: 1 } })
  await harness.control({ type: 'setExecutionPaused', workflowExecutionId: 1, paused: false })
  await expect.poll(letters).toMatchObject([{ id: 1, tries: 2, retryOffset: null }])
  expect(await drop(1)).toEqual({ ok: true, value: { dropped: 1 } })
  expect(await letters()).toEqual([])
})
