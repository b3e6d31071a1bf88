import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const POISON = `CREATE TRIGGER poison BEFORE INSERT ON task_executions WHEN NEW.task_name = 'bad'
  BEGIN SELECT RAISE(ABORT, 'this row is poison'); END`

const EVENT = { namespace: 'default', value: null, sender: null, context: null, workflowExecutionId: null }

async function deadLetters() {
  return (await harness.reads.deadLetters.list({ limit: 100 })).items.toReversed()
}

async function keys(): Promise<string[]> {
  const query = { kinds: ['user'], beginOffset: 0, limit: 100, newestFirst: false }
  return (await harness.reads.events.list(query)).items.map((event) => event.key)
}

beforeEach(async () => {
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [bash('bad', { rules: [onEvent('START', 'bad')] }), bash('good', { rules: [onEvent('START', 'good')] })],
  })
  await harness.start()
})

test('an event whose step cannot be committed is stored and set aside; the others of its batch are processed', async () => {
  harness.sql(POISON)
  const offsets = await Promise.all(['other', 'bad', 'good', 'other'].map((key) => harness.send(key)))
  expect(await keys()).toEqual(['other', 'bad', 'good', 'other'])
  expect(await deadLetters()).toMatchObject([
    { source: 'step', eventOffset: offsets[1], error: expect.stringContaining('this row is poison') },
  ])
  expect(harness.startedTasks()).toEqual(['good'])
  await harness.reopen()
  expect(await deadLetters()).toHaveLength(1)
  expect(await harness.statuses(1)).toEqual({ good: 'QUEUED 1' })
})

test('of events that were sent together only the one that cannot be processed is set aside', async () => {
  harness.sql(POISON)
  const events = ['good', 'bad', 'other'].map((key, index) => ({ ...EVENT, key, idempotencyKey: `${index}` }))
  const results = await harness.scheduler.append(events)
  expect(results.map(({ duplicate }) => duplicate)).toEqual([false, false, false])
  expect(await deadLetters()).toMatchObject([{ eventOffset: results[1]?.offset }])
  expect(harness.startedTasks()).toEqual(['good'])
  const again = await harness.scheduler.append(events)
  expect(again).toEqual(results.map(({ offset }) => ({ offset, duplicate: true })))
})

/** How many of the events were stored after each transaction of the store. */
function watchStored(): number[] {
  const { storage } = harness
  const counts: number[] = []
  const watch = async <T>(stored: Promise<T>): Promise<T> => {
    try {
      return await stored
    } finally {
      counts.push((await keys()).length)
    }
  }
  const [commit, commitAll] = [storage.commit.bind(storage), storage.commitAll.bind(storage)]
  storage.commit = (...args) => watch(commit(...args))
  storage.commitAll = (...args) => watch(commitAll(...args))
  return counts
}

test('events that were sent together are stored in one commit, whatever is wrong with some of them', async () => {
  harness.sql(POISON)
  const sent = ['good', 'bad', 'other', 'bad', 'other', 'bad', 'good']
  const events = sent.map((key, index) => ({ ...EVENT, key, idempotencyKey: `${index}` }))
  const counts = watchStored()
  const results = await harness.scheduler.append(events)
  expect(counts.filter((count) => count > 0)).toEqual([sent.length])
  const offsets = results.map(({ offset }) => offset)
  const wrong = [1, 3, 5].map((index) => offsets[index])
  expect((await deadLetters()).map(({ eventOffset }) => eventOffset)).toEqual(wrong)
  expect(await keys()).toEqual(sent)
  expect(await harness.statuses(1)).toEqual({ good: 'QUEUED 1' })
  // Whoever did not hear of it sends it again.
  expect(await harness.scheduler.append(events)).toEqual(offsets.map((offset) => ({ offset, duplicate: true })))
})

test('events sent together are refused together if one of them cannot be stored at all', async () => {
  harness.sql(`CREATE TRIGGER refuse BEFORE INSERT ON events WHEN NEW.key = 'never'
    BEGIN SELECT RAISE(ABORT, 'never'); END`)
  const together = ['good', 'never', 'other'].map((key) => ({ ...EVENT, key, idempotencyKey: key }))
  const sent = await Promise.allSettled([harness.send('good'), harness.scheduler.append(together)])
  expect(sent.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(await keys()).toEqual(['good'])
})

test('events sent together are not retried for ever if many of them are at fault', async () => {
  harness.sql(POISON)
  const attempts = watchStored()
  await harness.scheduler.append(Array.from({ length: 300 }, () => ({ ...EVENT, key: 'bad', idempotencyKey: null })))
  expect(attempts.length).toBeLessThan(110)
  const letters = (await harness.reads.deadLetters.list({ limit: 1000 })).items
  expect(letters).toHaveLength(300)
  expect(letters[0]?.error).toMatch(/it was not tried, since the steps of 100 events before it/)
})

test('events of other requests are not set aside if many events of the same commit are at fault', async () => {
  harness.sql(POISON)
  const sent = Array.from({ length: 150 }, () => harness.send('bad'))
  await Promise.all([...sent, harness.send('good')])
  expect((await harness.reads.deadLetters.list({ limit: 1000 })).items).toHaveLength(150)
  expect(await harness.statuses(1)).toEqual({ good: 'QUEUED 1' })
})

test('an execution that ends, and is opened again, in a batch that is redone', async () => {
  await harness.upload({ name: 'short', tasks: [bash('once')] })
  const id = await harness.start('short')
  harness.sql(POISON)
  const again = { type: 'taskAction', workflowExecutionId: id, task: 'once', action: 'START' } as const
  const [, , answer] = await Promise.all([harness.succeed('once'), harness.send('bad'), harness.control(again)])
  expect(answer).toMatchObject({ ok: true })
  expect(await harness.executionStatus(id)).toBe('RUNNING')
  expect(await harness.statuses(id)).toEqual({ once: 'QUEUED 2' })
})

test('an event in an inbox whose step cannot be committed is set aside once, and its lane goes on', async () => {
  await harness.control({ type: 'setExecutionPaused', workflowExecutionId: 1, paused: true })
  const offset = await harness.send('bad')
  await harness.send('good')
  harness.sql(POISON)
  await harness.control({ type: 'setExecutionPaused', workflowExecutionId: 1, paused: false })
  await expect.poll(() => harness.startedTasks()).toEqual(['good'])
  expect(await deadLetters()).toMatchObject([{ source: 'step', eventOffset: offset }])
})

test('a request whose step cannot be committed is answered', async () => {
  harness.sql(POISON)
  const request = { type: 'taskAction', workflowExecutionId: 1, task: 'bad', action: 'START' } as const
  expect(await harness.control(request)).toMatchObject({
    ok: false,
    error: { code: 'INTERNAL', message: expect.stringContaining('this row is poison') },
  })
  expect(await harness.statuses(1)).toEqual({})
})

test('a schedule goes on after a firing whose step could not be committed', async () => {
  await harness.upload({
    name: 'timed',
    tasks: [bash('bad')],
    schedules: [{ name: 's', expression: 'interval@0 0 1 0' }],
  })
  harness.sql(POISON)
  expect(await harness.pass(60)).toBe(1)
  expect(await deadLetters()).toHaveLength(1)
  harness.sql('DROP TRIGGER poison')
  expect(await harness.pass(60)).toBe(1)
  expect(harness.startedTasks()).toEqual(['bad'])
})

test('an event that cannot be stored at all is refused, and the others are stored', async () => {
  harness.sql(`CREATE TRIGGER refuse BEFORE INSERT ON events WHEN NEW.key = 'never'
    BEGIN SELECT RAISE(ABORT, 'never'); END`)
  const sent = await Promise.allSettled(['good', 'never', 'other'].map((key) => harness.send(key)))
  expect(sent.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await keys()).toEqual(['good', 'other'])
  expect(harness.startedTasks()).toEqual(['good'])
})

test('a worker that cannot be reached does not undo what was committed', async () => {
  harness.worker.start = () => {
    throw new Error('the connection is broken')
  }
  await harness.send('good')
  expect(await keys()).toEqual(['good'])
  expect(await harness.statuses(1)).toEqual({ good: 'QUEUED 1' })
  expect(await deadLetters()).toEqual([])
})

test('requests after the close are refused', async () => {
  await harness.scheduler.close()
  await expect(harness.send('good')).rejects.toMatchObject({ code: 'SERVER_UNAVAILABLE' })
})

test('a second scheduler on the store takes it over: the first can commit nothing any more, and says so', async () => {
  const first = harness.scheduler
  const firstReads = harness.reads
  await harness.open()
  await expect(first.append([{ ...EVENT, key: 'good', idempotencyKey: null }])).rejects.toMatchObject({
    code: 'EPOCH_LOST',
  })
  expect(harness.lost).toMatchObject({ code: 'EPOCH_LOST' })
  expect(await keys()).toEqual([])
  expect(harness.startedTasks()).toEqual([])
  await harness.send('good')
  expect(await keys()).toEqual(['good'])
  await first.close()
  await firstReads.close()
})
