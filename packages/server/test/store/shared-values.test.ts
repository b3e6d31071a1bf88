import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'

const TASKS = 40
const MEBIBYTE = 1024 * 1024
const PAGE = 4096
const LONG = 'é"long'.repeat(MEBIBYTE / 8)
const NAMES = Array.from({ length: TASKS }, (_, index) => `task-${index}`)
const BEFORE_ALL_IS_OLD = 1000

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(() => harness.dispose())

function storedValues(): { uses: number; length: number }[] {
  const database = new DatabaseSync(harness.storePath, { readOnly: true })
  const select = `
    SELECT uses, length(value) AS length FROM shared_values
    FULL JOIN shared_value_uses USING (workflow_execution_id, hash) ORDER BY shared_values.rowid`
  const rows = database.prepare(select).all()
  database.close()
  return rows.map(({ uses, length }) => ({ uses: Number(uses), length: Number(length) }))
}

async function triggerOf(task: string, sequenceNumber = 1) {
  return (await harness.reads.tasks.find({ workflowExecutionId: 1, task, sequenceNumber }))?.trigger
}

/** What came with each task that was started: the last event's value, and the output of the first task. */
function given(): unknown[] {
  return NAMES.map((name) => {
    const { events, outputs } = harness.worker.attemptOf(name).trigger
    return events.at(-1)?.value === 'SUCCESS' ? outputs.first : events.at(-1)?.value
  })
}

async function byTrigger(): Promise<void> {
  const triggers = [{ name: 't', condition: { type: 'event', event: { key: 'go' } } }]
  await harness.upload({ tasks: NAMES.map((name) => bash(name)), triggers })
  await harness.send('go', LONG)
}

async function byRules(): Promise<void> {
  const rules = [onEvent('START', 'go')]
  await harness.upload({ lifetime: 'untilStopped', tasks: NAMES.map((name) => bash(name, { rules })) })
  await harness.start()
  await harness.send('go', LONG)
}

async function byOutput(): Promise<void> {
  const rules = [startAfter('first')]
  await harness.upload({ tasks: [bash('first'), ...NAMES.map((name) => bash(name, { rules }))] })
  await harness.start()
  await harness.succeed('first', LONG)
}

test.each([
  ['the event that starts an execution', byTrigger],
  ['an event that rules react to', byRules],
  ['the output of the task that they start after', byOutput],
])('many tasks share %s in the store', async (_, startAll) => {
  await startAll()
  expect(storedValues()).toEqual([{ uses: TASKS, length: JSON.stringify(LONG).length }])
  // The event or output itself, what the execution keeps of it, and what the tasks share.
  expect(harness.pageCount() * PAGE).toBeLessThan(8 * MEBIBYTE)

  expect(new Set(given())).toEqual(new Set([LONG]))
  const attempts = NAMES.map((name) => harness.worker.attemptOf(name))
  for (const { taskName, trigger } of attempts) expect(await triggerOf(taskName)).toEqual(trigger)
  await harness.reopen()
  for (const { attemptId, trigger } of attempts) expect(harness.scheduler.specOf(attemptId)?.trigger).toEqual(trigger)
})

test('a task keeps its long values when history has removed their event', async () => {
  await byTrigger()
  await sweepHistory()
  expect(await harness.reads.events.list({ beginOffset: 0, limit: 10, newestFirst: false })).toMatchObject({
    items: [],
  })
  expect((await triggerOf('task-3'))?.events[0]?.value).toBe(LONG)
})

test('a value goes when the last task execution that has it does', async () => {
  const rules = [onEvent('START', 'go')]
  await harness.upload({ lifetime: 'untilStopped', tasks: ['a', 'b'].map((name) => bash(name, { rules })) })
  await harness.start()
  for (const letter of ['x', 'y', 'x', 'z']) {
    await harness.send('go', letter.repeat(5000))
    await harness.succeed('a')
    await harness.succeed('b')
  }
  const length = 5002
  expect(storedValues()).toEqual([
    { uses: 4, length },
    { uses: 2, length },
    { uses: 2, length },
  ])
  await sweepHistory()
  // Only the latest execution of each task is left.
  expect(storedValues()).toEqual([{ uses: 2, length }])
  expect((await triggerOf('b', 4))?.events[0]?.value).toBe('z'.repeat(5000))
  await harness.reopen()
  expect(harness.scheduler.unreadable()).toEqual([])
})

test('a value is written once, and its uses once for each commit and each slice of a sweep', async () => {
  harness.sql(`
    CREATE TABLE written (what TEXT NOT NULL);
    CREATE TRIGGER value_rewritten AFTER UPDATE ON shared_values BEGIN INSERT INTO written VALUES ('value'); END;
    CREATE TRIGGER uses_rewritten AFTER UPDATE ON shared_value_uses BEGIN INSERT INTO written VALUES ('uses'); END;`)
  const rules = [onEvent('START', 'go')]
  await harness.upload({ lifetime: 'untilStopped', tasks: NAMES.map((name) => bash(name, { rules })) })
  await harness.start()
  for (let round = 1; round <= 3; round += 1) {
    await harness.send('go', LONG)
    for (const name of NAMES) await harness.succeed(name)
  }
  expect(written()).toEqual(['uses', 'uses'])
  await sweepHistory(1000)
  expect(storedValues()).toMatchObject([{ uses: TASKS }])
  expect(written()).toEqual(['uses', 'uses', 'uses'])
})

test('a summary, the events of a start and the success that it follows are found without their long values', async () => {
  await byOutput()
  await harness.succeed('task-3', LONG)
  harness.sql('DELETE FROM shared_values')
  const { tasks } = harness.reads
  const name = { workflowExecutionId: 1, task: 'task-3', sequenceNumber: 1 }
  await expect(tasks.find(name)).rejects.toMatchObject({ code: 'ROW_UNREADABLE' })
  const offsets = await tasks.eventOffsets(name)
  expect(offsets).toHaveLength(1)
  const upstream = await tasks.findSuccess({ workflowExecutionId: 1, task: 'first', asOf: offsets[0] ?? 0 })
  expect(upstream).toMatchObject({ taskName: 'first', status: 'SUCCESS' })
  for (const summary of [upstream, await tasks.summary(name)]) {
    expect(summary).not.toBeNull()
    for (const part of ['trigger', 'outcome', 'handle']) expect(summary).not.toHaveProperty(part)
  }
  expect(await tasks.eventOffsets({ ...name, task: 'none' })).toEqual([])
  expect(await tasks.summary({ ...name, task: 'none' })).toBeNull()
})

test('a deleted execution leaves none', async () => {
  await byTrigger()
  await harness.control({ type: 'stopExecution', workflowExecutionId: 1 })
  for (const name of NAMES) await harness.finished(name, { type: 'stopped', message: null })
  await harness.control({ type: 'deleteExecution', workflowExecutionId: 1 })
  while (await harness.storage.history.sweepDeleted(1000));
  expect(storedValues()).toEqual([])
})

test('a page holds as many task executions as fit with their shared values', async () => {
  const value = 'x'.repeat(900_000)
  const rules = [onEvent('START', 'go')]
  await harness.upload({ lifetime: 'untilStopped', tasks: NAMES.map((name) => bash(name, { rules })) })
  await harness.start()
  await harness.send('go', value)
  const { items, next } = await harness.reads.tasks.list({ workflowExecutionId: 1 }, { limit: 1000 })
  expect(items.length).toBeGreaterThan(1)
  expect(items.length).toBeLessThan(TASKS)
  expect(next).not.toBeNull()
  for (const { trigger } of items) expect(trigger.events[0]?.value).toBe(value)
})

test('a list leaves out shared values that are too long for it', async () => {
  await byTrigger()
  const { items } = await harness.reads.tasks.list({ workflowExecutionId: 1 }, { limit: 1000 })
  expect(items).toHaveLength(TASKS)
  expect(items[0]).toMatchObject({ trigger: { events: [] }, leftOut: { parts: ['trigger'] } })
  expect(items[0]?.leftOut?.bytes).toBeGreaterThan(MEBIBYTE)
  const latest = await harness.reads.tasks.latest({ workflowExecutionId: 1, tasks: NAMES }, { limit: 1000 })
  expect(latest.items.at(-1)?.latest?.leftOut?.parts).toEqual(['trigger'])
})

function written(): unknown[] {
  const database = new DatabaseSync(harness.storePath, { readOnly: true })
  const rows = database.prepare('SELECT what FROM written').all()
  database.close()
  return rows.map(({ what }) => what)
}

async function sweepHistory(limit = 100): Promise<void> {
  const bounds = { keepAfter: harness.now + BEFORE_ALL_IS_OLD, keepProducerKeysAfter: 0, now: harness.now }
  let position = await harness.storage.history.sweep(bounds, { position: null, limit })
  while (position !== null) position = await harness.storage.history.sweep(bounds, { position, limit })
}
