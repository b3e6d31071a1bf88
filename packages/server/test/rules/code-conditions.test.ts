import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, FakeWorker, onEvent, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const CODE = { type: 'code', expectEventKeys: ['k', 'l'], className: 'C' } as const
const MET = { type: 'ok', met: true, states: {} } as const

function onCode(name = 'code', action = 'START') {
  return { name, action, condition: CODE }
}

async function deadLetters() {
  return (await harness.reads.deadLetters.list({ limit: 100 })).items
}

test('a condition sees the event, its states and the tasks, and its answer decides', async () => {
  await harness.upload({ tasks: [bash('a'), bash('b', { rules: [onCode()] })] })
  const id = await harness.start()
  let met = false
  harness.worker.evaluation = async () => ({ type: 'ok', met, states: { seen: 1 } })
  const offset = await harness.send('k', 'v')
  await expect.poll(() => harness.reads.verdicts.notMet({ lane: `execution:${id}` })).toHaveLength(1)
  expect(harness.worker.asked).toMatchObject([
    {
      workflowName: 'w',
      rule: { type: 'task', task: 'b', name: 'code' },
      event: { offset, key: 'k', value: 'v', kind: 'user' },
      states: {},
      taskStatuses: { a: 'QUEUED', b: null },
    },
  ])
  met = true
  await harness.send('l')
  await expect.poll(() => harness.startedTasks()).toEqual(['a', 'b'])
  expect(harness.worker.asked[1]).toMatchObject({ states: { seen: 1 }, taskStatuses: { a: 'QUEUED', b: null } })
})

test('the state changes once per event, in order, over restarts: a counter reaches the number of events sent', async () => {
  await harness.upload({ tasks: [bash('b', { rules: [onCode()] })] })
  const id = await harness.start()
  const count: typeof harness.worker.evaluation = async ({ states }) => {
    const total = Number(states.total ?? 0) + 1
    return { type: 'ok', met: total === 40, states: { total } }
  }
  harness.worker.evaluation = count
  for (let batch = 0; batch < 4; batch++) {
    await Promise.all(Array.from({ length: 10 }, () => harness.send('k')))
    await harness.close()
    harness.worker = new FakeWorker()
    harness.worker.evaluation = count
    await harness.open()
  }
  await harness.settle()
  await expect.poll(() => harness.scheduler.readState(id, 'total')).toBe(40)
  await expect.poll(() => harness.startedTasks()).toEqual(['b'])
})

test('a failed condition is evaluated once more, and the second result counts', async () => {
  await harness.upload({ tasks: [bash('b', { rules: [onCode()] })] })
  await harness.start()
  harness.worker.evaluation = async () =>
    harness.worker.asked.length === 1 ? { type: 'error', cause: 'condition', message: 'it threw' } : MET
  await harness.send('k')
  await expect.poll(() => harness.startedTasks()).toEqual(['b'])
  expect(await deadLetters()).toEqual([])
})

test('a condition that fails twice is a failed verdict and a dead letter; other rules and events go on', async () => {
  await harness.upload({ tasks: [bash('b', { rules: [onCode()] }), bash('c', { rules: [onEvent('START', 'k')] })] })
  const id = await harness.start()
  harness.worker.evaluation = async () => ({ type: 'error', cause: 'condition', message: 'Error: it threw' })
  const offset = await harness.send('k')
  await expect.poll(() => harness.startedTasks()).toEqual(['c'])
  expect(await deadLetters()).toMatchObject([
    {
      source: 'rule',
      namespace: 'default',
      eventOffset: offset,
      workflowExecutionId: id,
      workflowName: 'w',
      task: 'b',
      rule: 'code',
      error: 'Error: it threw',
    },
  ])
  expect(await harness.verdicts(id, 'b')).toEqual(['b START failed Error: it threw'])
  harness.worker.evaluation = async () => MET
  await harness.send('k')
  await expect.poll(() => harness.startedTasks()).toEqual(['c', 'b'])
})

test('a trigger whose condition fails twice leaves a dead letter too', async () => {
  await harness.upload({ triggers: [{ name: 't', condition: CODE }], tasks: [bash('a')] })
  harness.worker.evaluation = async () => ({ type: 'error', cause: 'condition', message: 'it threw' })
  await harness.send('k')
  await expect.poll(deadLetters).toMatchObject([{ source: 'rule', workflowName: 'w', task: null, rule: 't' }])
  harness.worker.evaluation = async () => MET
  await harness.send('k')
  await expect.poll(() => harness.startedTasks()).toEqual(['a'])
})

test('a slow condition delays its own lane only: others go on, and events are acknowledged', async () => {
  await harness.upload({ tasks: [bash('b', { rules: [onCode()] }), bash('c', { rules: [onEvent('START', 'm')] })] })
  const slow = await harness.start()
  const quick = await harness.start()
  const { promise, resolve } = Promise.withResolvers<typeof MET>()
  harness.worker.evaluation = () => promise
  await harness.send('k', null, { workflowExecutionId: slow })
  await harness.send('m', 'both')
  expect(harness.worker.started.map((spec) => [spec.workflowExecutionId, spec.taskName])).toEqual([[quick, 'c']])
  expect(harness.worker.asked).toHaveLength(1)
  resolve(MET)
  await expect.poll(() => harness.startedTasks()).toEqual(['c', 'b', 'c'])
})

test('reports of a lane that waits for its condition are taken in their order', async () => {
  await harness.upload({
    tasks: [bash('a'), bash('b', { rules: [onCode()] }), bash('c', { rules: [startAfter('a')] })],
  })
  const id = await harness.start()
  const { promise, resolve } = Promise.withResolvers<typeof MET>()
  harness.worker.evaluation = () => promise
  await harness.send('k')
  await harness.succeed('a')
  expect(await harness.statuses(id)).toEqual({ a: 'QUEUED 1' })
  resolve(MET)
  await expect.poll(() => harness.startedTasks()).toEqual(['a', 'b', 'c'])
})

test('without a worker a lane waits, over a restart of the server, and goes on when one comes', async () => {
  await harness.upload({ tasks: [bash('b', { rules: [onCode()] })] })
  const id = await harness.start()
  harness.scheduler.detachWorker('worker', harness.worker)
  await harness.send('k', 'v')
  await harness.close()
  await harness.open()
  await expect.poll(() => harness.startedTasks()).toEqual(['b'])
  expect(harness.worker.attemptOf('b').trigger.events).toMatchObject([{ value: 'v' }])
  expect(await harness.verdicts(id)).toEqual(['b START fired'])
})

test('a worker that fails to answer is asked again until it does, and the rule does not fail', async () => {
  await harness.upload({ tasks: [bash('b', { rules: [onCode()] })] })
  await harness.start()
  harness.worker.evaluation = async () =>
    harness.worker.asked.length < 3 ? { type: 'error', cause: 'worker', message: 'the connection was lost' } : MET
  await harness.send('k')
  await expect.poll(() => harness.startedTasks()).toEqual(['b'])
  expect(await deadLetters()).toEqual([])
})

test('a condition on the status of a task of its own workflow is asked about each change', async () => {
  const condition = { type: 'code', expectEventKeys: ['aiflow/task-status/w/a'], className: 'C' }
  await harness.upload({ tasks: [bash('a'), bash('b', { rules: [{ name: 'code', action: 'START', condition }] })] })
  harness.worker.evaluation = async ({ event }) => ({ type: 'ok', met: event.value === 'SUCCESS', states: {} })
  await harness.start()
  await harness.running('a')
  await harness.succeed('a')
  await expect.poll(() => harness.startedTasks()).toEqual(['a', 'b'])
  const values = harness.worker.asked.map(({ event }) => event.value)
  expect(values).toEqual(['INIT', 'QUEUED', 'RUNNING', 'SUCCESS'])
})

test('a condition is not asked with more states than a worker may be sent, and its rule alone fails', async () => {
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [bash('a', { rules: [onCode()] }), bash('b', { rules: [onEvent('START', 'k')] })],
  })
  const workflowExecutionId = await harness.start()
  const value = 'x'.repeat(1_000_000)
  for (let n = 0; n < 17; n += 1) await harness.control({ type: 'setState', workflowExecutionId, name: `s${n}`, value })
  await harness.send('k')
  await expect
    .poll(() => harness.verdicts(workflowExecutionId, 'a'))
    .toEqual([expect.stringMatching(/failed.*more than 16 MiB/)])
  expect(harness.worker.asked).toEqual([])
  expect(harness.startedTasks()).toEqual(['b'])
})
