import { DatabaseSync } from 'node:sqlite'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Historian, type HistoryLimits } from '../../src/scheduler/upkeep/historian.ts'
import { bash, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

const DAY_SECONDS = 24 * 60 * 60

let harness: SchedulerHarness
let sweptWith: ReadonlySet<string>[] = []

beforeEach(async () => {
  harness = await SchedulerHarness.create()
  sweptWith = []
})

afterEach(() => harness.dispose())

/** One pass over the history, and everything that follows from it. */
async function keep(limits: Partial<HistoryLimits>): Promise<void> {
  const historian = new Historian({
    storage: harness.storage,
    scheduler: harness.scheduler,
    blobs: { sweep: async (used) => sweptWith.push(used) },
    limits: { days: 30, executionsPerWorkflow: 0, ...limits },
    logger: pino({ level: 'silent' }),
    now: () => harness.now,
  })
  await historian.pass()
  while (await harness.storage.history.sweepDeleted(1000));
}

async function runOnce(workflow = 'w'): Promise<number> {
  const id = await harness.start(workflow)
  await harness.running('a')
  await harness.succeed('a')
  return id
}

async function listIds(): Promise<number[]> {
  const { items } = await harness.reads.executions.list({}, { limit: 1000 })
  return items.map(({ id }) => id)
}

async function offsets(): Promise<number[]> {
  const { items } = await harness.reads.events.list({ beginOffset: 0, limit: 10_000, newestFirst: false })
  return items.map(({ offset }) => offset)
}

/** Rows of a table that speak of an execution. */
function countRows(table: string, condition: string): number {
  const database = new DatabaseSync(harness.storePath, { readOnly: true })
  const row = database.prepare(`SELECT count(*) AS count FROM ${table} WHERE ${condition}`).get()
  database.close()
  return Number(row?.count)
}

describe('history', () => {
  test('executions that ended long ago are removed with all that belongs to them, and recent ones stay', async () => {
    await harness.upload({ tasks: [bash('a')] })
    const old = await runOnce()
    harness.now += 31 * DAY_SECONDS * 1000
    const young = await runOnce()
    const before = harness.scheduler.lastOffset
    await keep({})
    expect(await listIds()).toEqual([young])
    expect(await harness.reads.executions.find(old)).toBeNull()
    expect(countRows('task_memories', `workflow_execution_id = ${old}`)).toBe(0)
    expect(countRows('task_executions', `workflow_execution_id = ${old}`)).toBe(0)
    expect(countRows('task_executions', `workflow_execution_id = ${young}`)).toBe(1)
    const left = await offsets()
    expect(left[0]).toBeGreaterThan(1)
    expect(left.at(-1)).toBe(before)
    expect(left.length).toBe(before - (left[0] ?? 0) + 1)
    expect(countRows('control_results', `event_offset < ${left[0]}`)).toBe(0)
  })

  test('offsets continue even after every event was swept', async () => {
    await harness.upload({ tasks: [bash('a', { rules: [onEvent('START', 'go')] })] })
    const last = await harness.send('k')
    harness.now += 31 * DAY_SECONDS * 1000
    await keep({})
    expect(await offsets()).toEqual([])
    await harness.reopen()
    expect(await harness.send('k')).toBe(last + 1)
  })

  test('a living execution stays, however old, and goes on', async () => {
    await harness.upload({ tasks: [bash('a', { rules: [onEvent('START', 'go')] })], lifetime: 'untilStopped' })
    const id = await harness.start()
    for (const _ of [1, 2, 3]) {
      await harness.send('go')
      await harness.running('a')
      await harness.succeed('a')
    }
    harness.now += 100 * DAY_SECONDS * 1000
    await keep({})
    expect(await listIds()).toEqual([id])
    // Of each task the latest execution stays.
    expect(await harness.statuses(id)).toEqual({ a: 'SUCCESS 3' })
    expect(countRows('task_executions', 'TRUE')).toBe(1)
    await harness.reopen()
    await harness.send('go')
    expect(await harness.statuses(id)).toEqual({ a: 'QUEUED 4' })
  })

  test('an event that a paused execution has still to judge is kept, and all that came after it', async () => {
    await harness.upload({ tasks: [bash('a', { rules: [onEvent('START', 'go')] })], lifetime: 'untilStopped' })
    const id = await harness.start()
    await harness.control({ type: 'setExecutionPaused', workflowExecutionId: id, paused: true })
    const waiting = await harness.send('go')
    await harness.send('other')
    harness.now += 100 * DAY_SECONDS * 1000
    await keep({})
    expect((await offsets())[0]).toBe(waiting)
    await harness.reopen()
    await harness.control({ type: 'setExecutionPaused', workflowExecutionId: id, paused: false })
    await harness.settle()
    expect(await harness.statuses(id)).toEqual({ a: 'QUEUED 1' })
  })

  test('of each workflow, the configured number of newest executions is kept', async () => {
    await harness.upload({ name: 'v', tasks: [bash('a')] })
    await harness.upload({ name: 'w', tasks: [bash('a')] })
    for (let count = 0; count < 5; count += 1) await runOnce('v')
    const few = [await runOnce('w'), await runOnce('w')]
    await keep({ executionsPerWorkflow: 3 })
    expect(await listIds()).toEqual([...few.toReversed(), 5, 4, 3])
  })

  test('an execution that is reopened in the meantime is not removed', async () => {
    await harness.upload({ tasks: [bash('a')] })
    const id = await runOnce()
    harness.now += 31 * DAY_SECONDS * 1000
    const [, retired] = await Promise.all([
      harness.control({ type: 'taskAction', workflowExecutionId: id, task: 'a', action: 'START' }),
      harness.scheduler.retire({ endedBefore: harness.now }, 100),
    ])
    expect(retired).toBe(1)
    expect(await harness.statuses(id)).toEqual({ a: 'QUEUED 2' })
    await harness.reopen()
    expect(await harness.statuses(id)).toEqual({ a: 'QUEUED 2' })
  })

  test('a request for an execution that is removed in the same commit is refused, and nothing is left half done', async () => {
    await harness.upload({ tasks: [bash('a')] })
    const id = await runOnce()
    harness.now += 31 * DAY_SECONDS * 1000
    const [, result] = await Promise.all([
      harness.scheduler.retire({ endedBefore: harness.now }, 100),
      harness.control({ type: 'taskAction', workflowExecutionId: id, task: 'a', action: 'START' }),
    ])
    expect(result.ok).toBe(false)
    while (await harness.storage.history.sweepDeleted(1000));
    expect(countRows('task_executions', 'TRUE')).toBe(0)
    await harness.reopen()
    expect(await listIds()).toEqual([])
  })

  test('a late duplicate is still recognized, until twice the time has passed', async () => {
    await harness.upload({ tasks: [bash('a', { rules: [onEvent('START', 'go')] })] })
    const first = await harness.send('k', null, { sender: 's', idempotencyKey: 'once' })
    await keep({})
    harness.now += 31 * DAY_SECONDS * 1000
    await keep({})
    expect(await offsets()).toEqual([])
    expect(await harness.send('k', null, { sender: 's', idempotencyKey: 'once' })).toBe(first)
    harness.now += 31 * DAY_SECONDS * 1000
    await keep({})
    expect(countRows('producer_keys', 'TRUE')).toBe(0)
  })

  test('artifacts of a task are in use as long as its execution is kept', async () => {
    await harness.upload({ tasks: [bash('a')] })
    const workflowExecutionId = await harness.start('w')
    await harness.running('a')
    const { attemptId } = harness.worker.attemptOf('a')
    const artifact = { name: 'model', size: 1, sha256: 'f'.repeat(64), maxBytes: 1 }
    await harness.control({ type: 'putArtifact', workflowExecutionId, attemptId, ...artifact })
    await harness.succeed('a')
    await keep({})
    expect(sweptWith.at(-1)?.has(artifact.sha256)).toBe(true)
    harness.now += 31 * DAY_SECONDS * 1000
    await keep({})
    expect(sweptWith.at(-1)?.has(artifact.sha256)).toBe(false)
  })

  test('unused snapshots are removed, and their blobs are no longer in use', async () => {
    await harness.upload({ tasks: [bash('a')] })
    await runOnce()
    harness.now += DAY_SECONDS * 1000
    await harness.upload({ tasks: [bash('a'), bash('b', { rules: [onEvent('START', 'go')] })] })
    await keep({})
    expect(countRows('snapshots', 'TRUE')).toBe(2)
    harness.now += 31 * DAY_SECONDS * 1000
    await keep({})
    expect(countRows('snapshots', 'TRUE')).toBe(1)
    expect([...(sweptWith.at(-1) ?? [])].sort()).toEqual(['bundle', 'source'])
    await harness.reopen()
    expect(await harness.start()).toBe(2)
  })

  test('a pass over nothing old removes nothing', async () => {
    await harness.upload({ tasks: [bash('a')] })
    await runOnce()
    const before = await offsets()
    await keep({})
    expect(await offsets()).toEqual(before)
    expect(await listIds()).toEqual([1])
  })
})
