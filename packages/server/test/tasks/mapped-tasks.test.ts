import { taskStatusKey } from '@aiflow/sdk'
import type { Json } from '@aiflow/sdk/internal/json'
import type { Outcome, Report } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, failure, onEvent, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'

const STOPPED: Outcome = { type: 'stopped', message: null }

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create({ features: ['items'] })
})

afterEach(async () => {
  await harness.dispose()
})

/** A task over a list. */
function mapped(mapOver: Record<string, unknown>, more: Record<string, unknown> = {}) {
  return bash('each', { mapOver, ...more })
}

function find(id = 1, sequenceNumber = 1, task = 'each') {
  return harness.reads.tasks.find({ workflowExecutionId: id, task, sequenceNumber })
}

function act(action: 'START' | 'STOP' | 'RESTART', id = 1, task = 'each') {
  return harness.control({ type: 'taskAction', workflowExecutionId: id, task, action })
}

/** The newest attempt of an item. */
function attemptOf(index: number) {
  const spec = harness.worker.started.findLast(({ item }) => item?.index === index)
  if (spec === undefined) throw new Error(`item ${index} was not started`)
  return spec
}

const startedItems = () => harness.worker.started.flatMap(({ item }) => item?.index ?? [])

async function running(index: number): Promise<void> {
  const { attemptId } = attemptOf(index)
  await harness.report({ type: 'running', attemptId, pid: 1, startedAt: harness.now })
}

async function ended(index: number, outcome: Outcome): Promise<void> {
  const { attemptId } = attemptOf(index)
  await harness.report({ type: 'finished', attemptId, outcome, startedAt: harness.now, endedAt: harness.now })
}

const succeed = (index: number, output: Json = null) => ended(index, { type: 'success', output })

/** The statuses that the task gets, in the order of the log. */
function followStatuses(): readonly string[] {
  const statuses: string[] = []
  harness.scheduler.onCommitted((events) => {
    const own = events.filter(({ key }) => key === taskStatusKey('w', 'each'))
    statuses.push(...own.map(({ value }) => value ?? ''))
  })
  return statuses
}

test('a task runs for each item, a bounded number at once, with one status and one list of outputs', async () => {
  const tasks = [bash('list'), mapped({ list: '${outputs.list.files}', limit: 2 }, { rules: [startAfter('list')] })]
  await harness.upload({ tasks: [...tasks, bash('next', { rules: [startAfter('each')] })] })
  const id = await harness.start()
  await harness.succeed('list', { files: ['a', 'b', 'c'], day: 'monday' })
  expect(startedItems()).toEqual([0, 1])
  expect(attemptOf(1)).toMatchObject({ item: { index: 1, value: 'b' }, taskName: 'each', sequenceNumber: 1 })
  // The list is not repeated for each item.
  expect(attemptOf(1).trigger.outputs).toEqual({ list: { day: 'monday' } })
  expect(await find(id)).toMatchObject({
    status: 'QUEUED',
    attemptId: null,
    items: { total: 3, notBegun: 1, running: 2 },
  })
  await running(1)
  expect(await find(id)).toMatchObject({ status: 'RUNNING', beginTime: harness.now })
  await succeed(1, 'B')
  expect(startedItems()).toEqual([0, 1, 2])
  await succeed(2, 'C')
  expect(await harness.executionStatus(id)).toBe('RUNNING')
  await succeed(0, 'A')
  const items = { total: 3, notBegun: 0, running: 0, retrying: 0, succeeded: 3, failed: 0, stopped: 0 }
  const outcome = { type: 'success', output: ['A', 'B', 'C'] }
  expect(await find(id)).toMatchObject({ status: 'SUCCESS', outcome, items })
  expect(harness.worker.attemptOf('next').trigger.outputs).toEqual({ each: ['A', 'B', 'C'] })
})

test('a list comes from parameters, from the definition, from an event, or from the last success of a task', async () => {
  const parameters = {
    type: 'object',
    properties: { days: { type: 'array', default: [1, 2] }, other: { default: 'o' } },
  }
  const rules = [onEvent('START', 'go')]
  await harness.upload({
    parameters,
    tasks: [
      bash('p', { mapOver: { list: '${parameters.days}' } }),
      bash('l', { mapOver: { list: [{ a: 1 }, null] } }),
      bash('e', { rules, mapOver: { list: '${event.json.paths.filter(p, p != "skip")}' } }),
      bash('list'),
      bash('o', { rules, mapOver: { list: '${outputs.list}' } }),
    ],
  })
  await harness.start()
  await harness.succeed('list', ['x'])
  await harness.send('go', '{"paths": ["a", "skip", "b"]}')
  const values = (task: string) =>
    harness.worker.started.filter(({ taskName }) => taskName === task).map(({ item }) => item?.value)
  expect([values('p'), values('l'), values('e'), values('o')]).toEqual([[1, 2], [{ a: 1 }, null], ['a', 'b'], ['x']])
  expect(harness.worker.attemptOf('p').parameters).toEqual({ other: 'o' })
  expect(harness.worker.attemptOf('o').parameters).toEqual({ days: [1, 2], other: 'o' })
  expect(harness.worker.attemptOf('e').trigger.events).toMatchObject([{ key: 'go', value: null }])
  expect(harness.worker.attemptOf('o').trigger.events).toMatchObject([
    { key: 'go', value: '{"paths": ["a", "skip", "b"]}' },
  ])
})

test.each([
  ['is no list', { list: '${outputs.list.files}' }, { files: 'a' }, '"mapOver" needs a list, and got a string.'],
  ['is missing', { list: '${outputs.list.files}' }, {}, 'there is no "files"'],
  [
    'has too many items',
    { list: '${outputs.list}' },
    Array.from({ length: 10_001 }, () => 0),
    '10001 items, and 10000',
  ],
  ['is too large', { list: '${outputs.list}' }, ['x'.repeat(4 * 1024 * 1024)], 'larger than 4 MiB of JSON'],
  ['is too short', { list: '${outputs.list}', onFailure: { atLeast: 3 } }, [1, 2], 'At least 3 items must succeed'],
  ['makes the expression fail', { list: '${outputs.list.map(x, x.y)}' }, [1], 'The list "${outputs.list.map(x, x.y)}"'],
])('a list that %s fails the task at once, for one reason', async (_what, mapOver, output, message) => {
  const tasks = [bash('list'), mapped(mapOver, { rules: [startAfter('list')], retry: { retries: 3 } })]
  await harness.upload({ tasks })
  const id = await harness.start()
  await harness.succeed('list', output as Json)
  const outcome = { type: 'failed', reason: 'start', message: expect.stringContaining(message), retryable: false }
  expect(await find(id)).toMatchObject({ status: 'FAILED', outcome })
  expect(await harness.executionStatus(id)).toBe('FAILED')
})

test('a list without items succeeds at once, with an output without items', async () => {
  await harness.upload({ tasks: [mapped({ list: [] }), bash('next', { rules: [startAfter('each')] })] })
  const id = await harness.start()
  expect(await find(id)).toMatchObject({
    status: 'SUCCESS',
    outcome: { type: 'success', output: [] },
    items: { total: 0 },
  })
  expect(harness.worker.attemptOf('next').trigger.outputs).toEqual({ each: [] })
})

test('the first failure stops the others, and the task has failed when they are gone', async () => {
  await harness.upload({ tasks: [mapped({ list: [1, 2, 3, 4, 5], limit: 3 })] })
  const statuses = followStatuses()
  const id = await harness.start()
  await running(0)
  await ended(1, failure({ message: 'no disk' }))
  expect(await find(id)).toMatchObject({ status: 'STOPPING', items: { running: 2, failed: 1, notBegun: 2 } })
  expect(harness.worker.stopped.toSorted()).toEqual([attemptOf(0).attemptId, attemptOf(2).attemptId].toSorted())
  await ended(0, STOPPED)
  expect(await find(id)).toMatchObject({ status: 'STOPPING' })
  await ended(2, { type: 'neverStarted' })
  const message = '1 of 5 items failed. The first: item 1: no disk'
  const items = { total: 5, notBegun: 2, running: 0, retrying: 0, succeeded: 0, failed: 1, stopped: 2 }
  expect(await find(id)).toMatchObject({
    status: 'FAILED',
    outcome: { type: 'failed', reason: 'items', message },
    items,
  })
  expect(startedItems()).toEqual([0, 1, 2])
  expect(statuses).toEqual(['INIT', 'QUEUED', 'RUNNING', 'STOPPING', 'FAILED'])
})

test('with "all", the others run to their ends, and the failure counts at the end', async () => {
  await harness.upload({ tasks: [mapped({ list: [1, 2, 3], limit: 1, onFailure: 'all' })] })
  const id = await harness.start()
  await ended(0, failure({ message: 'no disk' }))
  await succeed(1)
  expect(await find(id)).toMatchObject({ status: 'RUNNING', items: { succeeded: 1, failed: 1, running: 1 } })
  await ended(2, failure({ message: 'no network' }))
  const message = '2 of 3 items failed. The first: item 0: no disk'
  expect(await find(id)).toMatchObject({ status: 'FAILED', outcome: { reason: 'items', message } })
})

test('with "atLeast", enough successes suffice, and what cannot be reached any more stops the others', async () => {
  await harness.upload({ tasks: [mapped({ list: [1, 2, 3], onFailure: { atLeast: 2 } })] })
  const id = await harness.start()
  await ended(0, failure())
  await succeed(2, 'c')
  await succeed(1, 'b')
  expect(await find(id)).toMatchObject({ status: 'SUCCESS', outcome: { type: 'success', output: [null, 'b', 'c'] } })
  await act('START')
  await ended(0, failure({ message: 'first' }))
  await ended(1, failure())
  expect(await find(id, 2)).toMatchObject({ status: 'STOPPING' })
  await ended(2, STOPPED)
  const message = 'At most 1 item can succeed, and at least 2 must. 2 of 3 items failed. The first: item 0: first'
  expect(await find(id, 2)).toMatchObject({ status: 'FAILED', outcome: { message } })
})

test('a failed item alone is retried after its delay, in which others take its place', async () => {
  const retry = { retries: 1, retryDelaySeconds: 10, retryJitter: 0 }
  await harness.upload({ tasks: [mapped({ list: [1, 2, 3], limit: 1 }, { retry })] })
  const id = await harness.start()
  await ended(0, failure())
  expect(await find(id)).toMatchObject({
    status: 'RUNNING',
    items: { retrying: 1, running: 1, failed: 0, notBegun: 1 },
  })
  await harness.pass(11)
  expect(startedItems()).toEqual([0, 1])
  await succeed(1, 'b')
  expect(startedItems()).toEqual([0, 1, 0])
  expect(attemptOf(0)).toMatchObject({ attemptNumber: 2 })
  await succeed(0, 'a')
  await ended(2, failure())
  await harness.reopen()
  await harness.pass(11)
  expect(attemptOf(2)).toMatchObject({ attemptNumber: 2, item: { value: 3 } })
  await succeed(2, 'c')
  expect(await find(id)).toMatchObject({ status: 'SUCCESS', outcome: { output: ['a', 'b', 'c'] } })
})

test('a person has all items tried again now that wait for their next attempt', async () => {
  await harness.upload({ tasks: [mapped({ list: [1, 2] }, { retry: { retries: 1, retryDelaySeconds: 1000 } })] })
  await harness.start()
  const retry = () => harness.control({ type: 'retryTask', workflowExecutionId: 1, task: 'each' })
  expect(await retry()).toMatchObject({ value: { verdict: 'ignored' } })
  await ended(0, failure())
  await ended(1, failure())
  expect(await retry()).toMatchObject({ value: { verdict: 'accepted' } })
  expect(startedItems()).toEqual([0, 1, 0, 1])
  expect(attemptOf(1)).toMatchObject({ attemptNumber: 2 })
})

test('items that are lost are tried again as often as the task says', async () => {
  await harness.upload({ tasks: [mapped({ list: [1, 2] }, { retry: { retriesOnLost: 1, retryDelaySeconds: 0 } })] })
  const id = await harness.start()
  await ended(0, { type: 'lost', message: 'reboot' })
  await harness.pass(1)
  await succeed(0)
  await ended(1, { type: 'lost', message: 'reboot' })
  await harness.pass(1)
  await ended(1, { type: 'lost', message: 'again' })
  expect(await find(id)).toMatchObject({
    status: 'FAILED',
    outcome: { message: '1 of 2 items failed. The first: item 1: again' },
  })
})

test.each([
  ['of the task', () => act('STOP')],
  ['of its execution', () => harness.control({ type: 'stopExecution', workflowExecutionId: 1 })],
])('a stop %s is over when all items are gone, also where the server restarts meanwhile', async (_what, stop) => {
  const retry = { retries: 1, retryDelaySeconds: 10 }
  await harness.upload({ tasks: [mapped({ list: [1, 2, 3, 4], limit: 2 }, { retry })] })
  const id = await harness.start()
  await ended(0, failure())
  await running(1)
  await stop()
  expect(await find(id)).toMatchObject({
    status: 'STOPPING',
    items: { running: 2, retrying: 0, stopped: 1, notBegun: 1 },
  })
  const [one, two] = [attemptOf(1), attemptOf(2)]
  await harness.reopen()
  const end = (attemptId: string, outcome: Outcome) =>
    harness.report({ type: 'finished', attemptId, outcome, startedAt: 1, endedAt: 2 })
  await end(one.attemptId, STOPPED)
  expect(await find(id)).toMatchObject({ status: 'STOPPING' })
  await end(two.attemptId, { type: 'success', output: 1 })
  const items = { running: 0, succeeded: 1, stopped: 2, notBegun: 1 }
  expect(await find(id)).toMatchObject({ status: 'STOPPED', items })
  expect(await harness.executionStatus(id)).toBe('STOPPED')
  expect(harness.worker.started).toEqual([])
})

test('a stop that comes after the end of every item changes nothing', async () => {
  await harness.upload({ tasks: [mapped({ list: [1] })] })
  const id = await harness.start()
  await running(0)
  await act('STOP')
  await succeed(0, 'a')
  expect(await find(id)).toMatchObject({ status: 'SUCCESS', outcome: { output: ['a'] } })
})

test('a stop before any item has begun at a worker is over at once', async () => {
  await harness.dispose()
  harness = await SchedulerHarness.create({ features: ['items'], slots: 1 })
  await harness.upload({ tasks: [bash('first'), mapped({ list: [1, 2] })] })
  const id = await harness.start()
  expect(await find(id)).toMatchObject({ status: 'INIT', items: { running: 2 } })
  await act('STOP')
  expect(await find(id)).toMatchObject({ status: 'STOPPED', items: { stopped: 2 } })
  await harness.succeed('first')
  expect(startedItems()).toEqual([])
})

test('a restart begins anew, with the list as it is then', async () => {
  const tasks = [bash('list'), mapped({ list: '${outputs.list}', limit: 1 }, { rules: [onEvent('START', 'go')] })]
  await harness.upload({ tasks })
  const id = await harness.start()
  await harness.succeed('list', ['a', 'b'])
  await harness.send('go')
  await succeed(0, 'A')
  await act('START', id, 'list')
  await harness.succeed('list', ['c'])
  await act('RESTART')
  await ended(1, STOPPED)
  expect(await find(id, 1)).toMatchObject({ status: 'STOPPED', items: { total: 2, succeeded: 1, stopped: 1 } })
  expect(attemptOf(0)).toMatchObject({ sequenceNumber: 2, item: { value: 'c' } })
  await succeed(0, 'C')
  expect(await find(id, 2)).toMatchObject({ status: 'SUCCESS', outcome: { output: ['C'] } })
})

test('a stop that is forced ends all items, and their late reports change nothing', async () => {
  await harness.upload({ tasks: [mapped({ list: [1, 2, 3], limit: 2 })] })
  const id = await harness.start()
  await act('STOP')
  await harness.control({ type: 'forceStop', workflowExecutionId: id, task: 'each' })
  const items = { running: 0, stopped: 2, notBegun: 1 }
  expect(await find(id)).toMatchObject({ status: 'STOPPED', outcome: { unconfirmed: true }, items })
  await succeed(0)
  expect(await find(id)).toMatchObject({ status: 'STOPPED', items })
})

test('after a restart of the server, items go on as they were', async () => {
  await harness.upload({ tasks: [mapped({ list: ['a', 'b', 'c', 'd'], limit: 2 })] })
  const id = await harness.start()
  await succeed(0, 'A')
  await running(1)
  const before = harness.worker
  await harness.reopen()
  const wanted = before.started.slice(1).map(({ attemptId }) => attemptId)
  expect(wanted.map((attemptId) => harness.scheduler.specOf(attemptId)?.item)).toEqual([
    { index: 1, value: 'b' },
    { index: 2, value: 'c' },
  ])
  expect(await find(id)).toMatchObject({ status: 'RUNNING', items: { succeeded: 1, running: 2, notBegun: 1 } })
  const end = (attemptId: string, output: Json) =>
    harness.report({ type: 'finished', attemptId, outcome: { type: 'success', output }, startedAt: 1, endedAt: 2 })
  await end(wanted[0] ?? '', 'B')
  expect(startedItems()).toEqual([3])
  await end(wanted[1] ?? '', 'C')
  await succeed(3, 'D')
  expect(await find(id)).toMatchObject({ status: 'SUCCESS', outcome: { output: ['A', 'B', 'C', 'D'] } })
})

test('a worker that knows no items gets none, and another one takes them', async () => {
  await harness.dispose()
  harness = await SchedulerHarness.create({ features: ['secrets'] })
  await harness.upload({ tasks: [mapped({ list: [1] }), bash('plain')] })
  const id = await harness.start()
  expect(harness.startedTasks()).toEqual(['plain'])
  const reason = 'no connected worker runs items of lists ("mapOver"): each is of an older version'
  expect(harness.scheduler.waitingReason({ workflowExecutionId: id, taskName: 'each' })).toBe(reason)
  const newer = { id: 'newer', bootId: 'boot', slots: 1, features: ['items'], held: [], found: [], storeId: null }
  await harness.scheduler.attachWorker(newer, harness.worker)
  await harness.settle()
  expect(startedItems()).toEqual([0])
})

test('outputs that are too large together fail the task', async () => {
  const items = Array.from({ length: 20 }, (_, index) => index)
  await harness.upload({ tasks: [mapped({ list: items })] })
  const id = await harness.start()
  for (const index of items.slice(0, 17)) await succeed(index, 'x'.repeat(1024 * 1024 - 2))
  expect(await find(id)).toMatchObject({ status: 'STOPPING' })
  for (const index of items.slice(17)) await ended(index, STOPPED)
  const message = expect.stringContaining('together larger than 16 MiB')
  expect(await find(id)).toMatchObject({ status: 'FAILED', outcome: { message } })
})

test('items of a worker that was given up are lost, and nothing of them is left', async () => {
  await harness.upload({ tasks: [mapped({ list: [1, 2, 3], onFailure: 'all' })] })
  const id = await harness.start()
  await succeed(0)
  harness.scheduler.detachWorker('worker', harness.worker)
  await harness.control({ type: 'forgetWorker', workerId: 'worker' })
  expect(await find(id)).toMatchObject({ status: 'FAILED', items: { succeeded: 1, failed: 2, running: 0 } })
})

test('items need slots of the pool of their task, one each', async () => {
  await harness.control({ type: 'setPool', namespace: 'default', name: 'p', slots: 2 })
  await harness.upload({ tasks: [mapped({ list: [1, 2, 3] }, { pool: 'p' })] })
  await harness.start()
  expect(startedItems()).toEqual([0, 1])
  expect(harness.scheduler.readPools('default')).toMatchObject([{ busy: 2, waiting: 1 }])
  await succeed(0)
  expect(startedItems()).toEqual([0, 1, 2])
})

test('10,000 items run in steps of a bounded size, and are all there in the end', async () => {
  const items = Array.from({ length: 10_000 }, (_, index) => `file-${index}.csv`)
  await harness.upload({ tasks: [mapped({ list: items })] })
  const id = await harness.start()
  await harness.settle()
  for (let from = 0; from < items.length; ) {
    const batch = harness.worker.started.slice(from)
    if (batch.length === 0) throw new Error('no item was started')
    const end = { type: 'finished', startedAt: 1, endedAt: 2 } as const
    const reports = batch.map(({ attemptId, item }): Report => {
      return { ...end, attemptId, outcome: { type: 'success', output: item?.index ?? null } }
    })
    await harness.report(...reports)
    await harness.settle()
    from += batch.length
  }
  expect(await find(id)).toMatchObject({ status: 'SUCCESS', items: { total: 10_000, succeeded: 10_000 } })
  expect((await find(id))?.outcome).toEqual({ type: 'success', output: items.map((_, index) => index) })
  expect(new Set(startedItems()).size).toBe(10_000)
  expect(harness.worker.started).toHaveLength(10_000)
})

test('an item keeps the handle of its work outside for its next attempt, and leaves no artifacts', async () => {
  await harness.upload({ tasks: [mapped({ list: [1, 2] }, { retry: { retries: 1, retryDelaySeconds: 0 } })] })
  await harness.start()
  const { attemptId } = attemptOf(1)
  await harness.control({ type: 'setHandle', workflowExecutionId: 1, attemptId, handle: { job: 7 } })
  const artifact = { workflowExecutionId: 1, attemptId, name: 'a.csv', size: 1, sha256: 'x', maxBytes: 10 }
  expect(await harness.control({ type: 'putArtifact', ...artifact })).toMatchObject({
    ok: false,
    error: { code: 'INVALID_ARGUMENT', message: expect.stringContaining('the items of "mapOver" leave none') },
  })
  await ended(1, failure())
  await harness.pass(1)
  expect(attemptOf(1)).toMatchObject({ attemptNumber: 2, handle: { job: 7 } })
  expect(attemptOf(0)).toMatchObject({ attemptNumber: 1, handle: null })
})
