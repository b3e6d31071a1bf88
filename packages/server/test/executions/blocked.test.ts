import { workflowExecutionDetailSchema } from '@aiflow/sdk/internal/api/executions'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const CODE = { type: 'code', expectEventKeys: ['k'], className: 'C' }
const NOTHING = { count: 0, first: [] }
/** Its failure leaves `report` behind, and `merge` waits for an event from outside. */
const TASKS = [
  bash('load'),
  bash('report', { rules: [startAfter('load')] }),
  bash('merge', { rules: [onEvent('START', 'orders.loaded')] }),
]
const BLOCKED = { count: 1, first: [{ task: 'report', reason: '"load" is FAILED' }] }
const AWAITED = {
  count: 1,
  first: [
    {
      task: 'merge',
      key: 'orders.loaded',
      waitsFor: 'event "orders.loaded"',
      reason: 'no task of this workflow is known to send it',
    },
  ],
}

function blocked(id: number) {
  const found = harness.scheduler.blocked(id)
  return workflowExecutionDetailSchema.shape.blocked.parse(found)
}

test('an execution goes on, waits in vain, goes on again and ends', async () => {
  await harness.upload({ tasks: TASKS })
  const id = await harness.start()
  expect(blocked(id)).toBeNull()
  await harness.running('load')
  expect(blocked(id)).toBeNull()
  await harness.fail('load')
  expect(blocked(id)).toEqual({ tasks: BLOCKED, idle: true, events: AWAITED })
  await harness.reopen()
  expect(blocked(id)).toEqual({ tasks: BLOCKED, idle: true, events: AWAITED })
  await harness.control({ type: 'rerunExecution', workflowExecutionId: id })
  expect(blocked(id)).toBeNull()
  await harness.succeed('load')
  await harness.succeed('report')
  expect(blocked(id)).toEqual({ tasks: NOTHING, idle: true, events: AWAITED })
  await harness.send('orders.loaded')
  await harness.succeed('merge')
  expect(await harness.executionStatus(id)).toBe('SUCCESS')
  expect(blocked(id)).toBeNull()
})

test('an event of a rule that was disabled is not awaited as others are, until the rule is enabled', async () => {
  await harness.upload({ tasks: [bash('merge', { rules: [{ ...onEvent('START', 'k'), name: 'on-k' }] })] })
  const id = await harness.start()
  const reasons = () => blocked(id)?.events.first.map(({ reason }) => reason)
  const change = (type: 'disableRule' | 'enableRule') =>
    harness.control({ type, workflowExecutionId: id, task: 'merge', rule: 'on-k' })
  expect(reasons()).toEqual([AWAITED.first[0]?.reason])
  await change('disableRule')
  expect(reasons()).toEqual(['"on-k" is not judged: the rule is disabled'])
  await change('enableRule')
  expect(reasons()).toEqual([AWAITED.first[0]?.reason])
})

test('while other tasks run, only the tasks that cannot start are named', async () => {
  await harness.upload({ tasks: [...TASKS, bash('other')] })
  const id = await harness.start()
  await harness.fail('load')
  expect(blocked(id)).toEqual({ tasks: BLOCKED, idle: false, events: NOTHING })
})

test('a task that waits for its next attempt has not failed', async () => {
  const [load, ...others] = TASKS
  await harness.upload({ tasks: [{ ...load, retry: { retries: 1, retryDelaySeconds: 60 } }, ...others] })
  const id = await harness.start()
  await harness.fail('load')
  expect(blocked(id)).toBeNull()
})

test.each<[string, Record<string, unknown>[]]>([
  ['a timer starts a task', [bash('tick', { periodicExpression: 'interval@1 0 0 0' })]],
  ['an event waits to be judged', [bash('coded', { rules: [{ name: 'r', action: 'START', condition: CODE }] })]],
])('nothing is awaited from outside where %s', async (_, more) => {
  harness.worker.evaluation = () => new Promise(() => undefined)
  await harness.upload({ tasks: [...TASKS, ...more] })
  const id = await harness.start()
  await harness.fail('load')
  await harness.send('k')
  expect(blocked(id)).toEqual({ tasks: BLOCKED, idle: false, events: NOTHING })
})

test('an execution that is paused, is stopping or waits for its turn says so itself', async () => {
  await harness.upload({
    tasks: [bash('load'), bash('slow'), ...TASKS.slice(1)],
    maxActiveExecutions: 1,
    onFull: 'queue',
  })
  const id = await harness.start()
  const next = await harness.start()
  await harness.fail('load')
  expect(blocked(next)).toBeNull()
  await harness.succeed('slow')
  expect(blocked(id)).toMatchObject({ idle: true })
  await harness.control({ type: 'setExecutionPaused', workflowExecutionId: id, paused: true })
  expect(blocked(id)).toEqual({ tasks: BLOCKED, idle: false, events: NOTHING })
  await harness.control({ type: 'setExecutionPaused', workflowExecutionId: id, paused: false })
  await harness.control({ type: 'stopExecution', workflowExecutionId: id })
  expect(blocked(id)).toBeNull()
  expect(blocked(404)).toBeNull()
})

test('an execution that ends only when it is stopped may be idle without any event to wait for', async () => {
  await harness.upload({ tasks: [bash('load')], lifetime: 'untilStopped' })
  const id = await harness.start()
  await harness.succeed('load')
  expect(blocked(id)).toEqual({ tasks: NOTHING, idle: true, events: NOTHING })
})
