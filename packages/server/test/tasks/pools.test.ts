import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create({ slots: 3 })
})

afterEach(async () => {
  await harness.dispose()
})

const OF = { namespace: 'default', name: 'gpu' } as const

const setPool = (slots: number) => harness.control({ type: 'setPool', ...OF, slots })
const deletePool = () => harness.control({ type: 'deletePool', ...OF })

function waitsFor(taskName: string, workflowExecutionId = 1): string | null {
  return harness.scheduler.waitingReason({ workflowExecutionId, taskName })
}

function use() {
  return harness.scheduler
    .readPools('default')
    .map(({ name, slots, busy, waiting }) => ({ name, slots, busy, waiting }))
}

test('no more tasks of a pool run at once than it has slots, and others do not wait for them', async () => {
  await setPool(1)
  await harness.upload({ tasks: [bash('a', { pool: 'gpu' }), bash('b', { pool: 'gpu' }), bash('c')] })
  await harness.start()
  expect(harness.startedTasks()).toEqual(['a', 'c'])
  expect(use()).toEqual([{ name: 'gpu', slots: 1, busy: 1, waiting: 1 }])
  expect([waitsFor('a'), waitsFor('b')]).toEqual([null, 'a task has the only slot of the pool "gpu"'])
  await harness.reopen()
  expect(use()).toEqual([{ name: 'gpu', slots: 1, busy: 1, waiting: 1 }])
  const [, a] = (await harness.reads.tasks.list({ workflowExecutionId: 1 }, { limit: 3 })).items.toReversed()
  expect(a?.status).toBe('INIT')
  await endOldest()
  expect(harness.startedTasks()).toEqual(['b'])
  expect(use()).toEqual([{ name: 'gpu', slots: 1, busy: 1, waiting: 0 }])
})

test('with more slots more tasks begin at once; with fewer, running tasks continue', async () => {
  await setPool(1)
  await harness.upload({ tasks: ['a', 'b', 'c'].map((name) => bash(name, { pool: 'gpu' })) })
  await harness.start()
  await setPool(2)
  expect(harness.startedTasks()).toEqual(['a', 'b'])
  await setPool(0)
  expect(use()).toEqual([{ name: 'gpu', slots: 0, busy: 2, waiting: 1 }])
  await harness.succeed('a')
  await harness.succeed('b')
  expect(harness.startedTasks()).toEqual(['a', 'b'])
  expect(waitsFor('c')).toBe('the pool "gpu" is closed: it has 0 slots')
  await setPool(1)
  expect(harness.startedTasks()).toEqual(['a', 'b', 'c'])
})

test('the greatest priority comes first, then the oldest', async () => {
  await harness.upload({ name: 'full', tasks: ['x', 'y', 'z'].map((name) => bash(name)) })
  await harness.start('full')
  await harness.upload({ tasks: [bash('low', { priority: -1 }), bash('a'), bash('high', { priority: 5 }), bash('b')] })
  await harness.start()
  expect(waitsFor('low', 2)).toBe('tasks have all 3 slots of the workers')
  for (const task of ['x', 'y', 'z', 'high']) await harness.succeed(task)
  expect(harness.startedTasks()).toEqual(['x', 'y', 'z', 'high', 'a', 'b', 'low'])
})

test('a slot is released between two attempts', async () => {
  await setPool(1)
  const retry = { retries: 1, retryDelaySeconds: 10, retryJitter: 0 }
  await harness.upload({ tasks: [bash('a', { pool: 'gpu', retry }), bash('b', { pool: 'gpu' })] })
  await harness.start()
  await harness.fail('a')
  expect(harness.startedTasks()).toEqual(['a', 'b'])
  await harness.pass(10)
  expect(use()).toMatchObject([{ busy: 1, waiting: 1 }])
  await harness.succeed('b')
  expect(harness.startedTasks()).toEqual(['a', 'b', 'a'])
})

test('a task that is stopped while it waits for a slot never begins', async () => {
  await setPool(0)
  await harness.upload({
    tasks: [bash('a', { pool: 'gpu', rules: [onEvent('START', 'go'), onEvent('STOP', 'halt')] })],
  })
  const id = await harness.start()
  await harness.send('go')
  await harness.send('halt')
  await setPool(1)
  expect(await harness.statuses(id)).toEqual({ a: 'STOPPED 1' })
  expect(use()).toMatchObject([{ busy: 0, waiting: 0 }])
})

test('without a worker, the task says that it waits for a worker', async () => {
  await harness.upload({ tasks: [bash('a')] })
  harness.scheduler.detachWorker('worker', harness.worker)
  await harness.start()
  expect(waitsFor('a')).toBe('no worker is connected')
})

test('a workflow that names a missing pool is refused, and a pool in use is not deleted', async () => {
  const withPool = { tasks: [bash('a', { pool: 'gpu' })] }
  expect(await harness.upload(withPool)).toMatchObject({
    error: {
      code: 'POOL_NOT_FOUND',
      message:
        'The namespace "default" has no pool "gpu". Create it with "aiflow pool set gpu SLOTS", or look at the list of pools.',
    },
  })
  await setPool(1)
  await harness.upload(withPool)
  expect(await deletePool()).toMatchObject({ error: { code: 'POOL_IN_USE', details: { workflow: 'w' } } })
  await harness.start()
  await harness.upload({ tasks: [bash('a')] })
  expect(await deletePool()).toMatchObject({ error: { code: 'POOL_IN_USE' } })
  await harness.succeed('a')
  expect(await deletePool()).toMatchObject({ ok: true, value: { ...OF, slots: 1 } })
  expect(await deletePool()).toMatchObject({ error: { code: 'POOL_NOT_FOUND' } })
  await harness.reopen()
  expect(use()).toEqual([])
})

test('a pool belongs to its namespace, and is deleted with it', async () => {
  const team = { namespace: 'team', name: 'gpu' }
  expect(await harness.control({ type: 'setPool', ...team, slots: 1 })).toMatchObject({
    error: { code: 'NAMESPACE_NOT_FOUND' },
  })
  await harness.control({ type: 'addNamespace', namespace: 'team', properties: {} })
  await harness.control({ type: 'setPool', ...team, slots: 1 })
  expect(await harness.upload({ tasks: [bash('a', { pool: 'gpu' })] })).toMatchObject({ ok: false })
  await harness.control({ type: 'deleteNamespace', namespace: 'team' })
  await harness.control({ type: 'addNamespace', namespace: 'team', properties: {} })
  await harness.reopen()
  expect(harness.scheduler.readPools('team')).toEqual([])
})

async function endOldest(): Promise<void> {
  const { items } = await harness.reads.tasks.list({ workflowExecutionId: 1, task: 'a' }, { limit: 1 })
  const outcome = { type: 'success', output: null } as const
  await harness.report({ type: 'finished', attemptId: items[0]?.attemptId ?? '', outcome, startedAt: 1, endedAt: 2 })
}
