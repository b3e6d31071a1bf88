import { afterEach, expect, test } from 'vitest'
import { bash, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

afterEach(() => harness.dispose())

const LOST = { type: 'lost', message: 'its process has gone', shared: true } as const

function shared(name: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { name, operator: { type: 'code', className: 'C', isolation: 'shared' }, ...more }
}

function isolationOf(task: string): string | undefined {
  const { operator } = harness.worker.attemptOf(task)
  return operator.type === 'code' ? operator.isolation : undefined
}

function waitsFor(taskName: string): string | null {
  return harness.scheduler.waitingReason({ workflowExecutionId: 1, taskName })
}

function busy(): [all: number, shared: number] {
  return [harness.scheduler.busySlots('worker'), harness.scheduler.busySharedSlots('worker')]
}

test('tasks that share processes take slots of their own kind', async () => {
  harness = await SchedulerHarness.create({ slots: 1, sharedSlots: 2 })
  await harness.upload({ tasks: [bash('a'), bash('b'), shared('c'), shared('d'), shared('e')] })
  await harness.start()
  expect(harness.startedTasks()).toEqual(['a', 'c', 'd'])
  expect(busy()).toEqual([3, 2])
  expect([waitsFor('b'), waitsFor('e')]).toEqual([
    'a task has the only slot of the workers',
    'tasks have all 2 slots of the workers for tasks that share processes',
  ])
  await harness.succeed('c')
  await harness.succeed('a')
  expect(harness.startedTasks()).toEqual(['a', 'c', 'd', 'e', 'b'])
})

test('they need a slot of their pool as well', async () => {
  harness = await SchedulerHarness.create({ sharedSlots: 9 })
  await harness.control({ type: 'setPool', namespace: 'default', name: 'api', slots: 1 })
  await harness.upload({ tasks: [shared('a', { pool: 'api' }), shared('b', { pool: 'api' }), shared('c')] })
  await harness.start()
  expect(harness.startedTasks()).toEqual(['a', 'c'])
  await harness.succeed('a')
  expect(harness.startedTasks()).toEqual(['a', 'c', 'b'])
})

test('on a worker that shares no processes all tasks take its slots', async () => {
  harness = await SchedulerHarness.create({ slots: 2 })
  await harness.upload({ tasks: [shared('a'), bash('b'), shared('c')] })
  await harness.start()
  expect(harness.startedTasks()).toEqual(['a', 'b'])
  expect(waitsFor('c')).toBe('tasks have all 2 slots of the workers for tasks that share processes')
  await harness.succeed('b')
  expect(harness.startedTasks()).toEqual(['a', 'b', 'c'])
})

test('a task that was lost with a shared process has a process to itself from then on, and a slot for it', async () => {
  harness = await SchedulerHarness.create({ slots: 1, sharedSlots: 9 })
  const retry = { retries: 1, retriesOnLost: 1, retryDelaySeconds: 1, retryJitter: 0 }
  await harness.upload({ tasks: [shared('a', { retry }), shared('b', { retry })] })
  const execution = await harness.start()
  expect([isolationOf('a'), isolationOf('b')]).toEqual(['shared', 'shared'])
  await harness.finished('a', LOST)
  await harness.finished('b', LOST)
  await harness.reopen()
  await harness.pass(1)
  expect(harness.startedTasks()).toEqual(['a'])
  expect([isolationOf('a'), busy()]).toEqual(['process', [1, 0]])
  expect(waitsFor('b')).toBe('a task has the only slot of the workers')
  await harness.fail('a')
  await harness.pass(2)
  expect(isolationOf('b')).toBe('process')
  await harness.succeed('b')
  expect([harness.startedTasks(), isolationOf('a')]).toEqual([['a', 'b', 'a'], 'process'])
  await harness.succeed('a')
  expect(await harness.executionStatus(execution)).toBe('SUCCESS')
})

test('of the slots of a worker, tasks that were lost with a shared process take a quarter, and leave the others free', async () => {
  harness = await SchedulerHarness.create({ slots: 8, sharedSlots: 9 })
  const retry = { retriesOnLost: 1, retryDelaySeconds: 1, retryJitter: 0 }
  const names = ['a', 'b', 'c', 'd']
  await harness.upload({ tasks: [...names.map((name) => shared(name, { retry })), bash('own'), bash('last')] })
  await harness.start()
  for (const name of names) await harness.finished(name, LOST)
  for (const name of ['own', 'last']) await harness.succeed(name)
  await harness.pass(1)
  expect(harness.startedTasks().slice(6)).toEqual(['a', 'b'])
  expect([busy(), waitsFor('c')]).toEqual([
    [2, 0],
    'tasks have all 2 slots of the workers for tasks that were lost with a process that they shared',
  ])
  await harness.start()
  expect(harness.startedTasks().slice(8)).toEqual([...names, 'own', 'last'])
})

test('a task that was lost with its own process shares one again', async () => {
  harness = await SchedulerHarness.create({ sharedSlots: 9 })
  const retry = { retriesOnLost: 1, retryDelaySeconds: 1, retryJitter: 0 }
  await harness.upload({ tasks: [shared('a', { retry })] })
  await harness.start()
  await harness.finished('a', { type: 'lost', message: 'the machine was restarted' })
  await harness.pass(1)
  expect([harness.startedTasks(), isolationOf('a')]).toEqual([['a', 'a'], 'shared'])
})
