import { taskStatusKey, workflowStatusKey } from '@aiflow/sdk/internal/model'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, failure, IDLE, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const FAILED = { filter: { equals: 'FAILED' } }
const ANY_WORKFLOW = { type: 'event', event: { key: workflowStatusKey('*'), ...FAILED } }

function alarm(condition: object, more: object = {}) {
  return { name: 'alarm', tasks: [bash('ring')], triggers: [{ name: 't', condition, ...more }] }
}

/** What the last execution of the alarm was started with. */
async function lastEvent() {
  const { items } = await harness.reads.executions.list({ workflow: 'alarm' }, { limit: 1 })
  const [event] = items[0]?.trigger.events ?? []
  return { key: event?.key, value: event?.value, context: JSON.parse(event?.context ?? 'null') }
}

test('a trigger hears of the failure of any workflow, with the task, the reason and the error', async () => {
  await harness.upload(alarm(ANY_WORKFLOW))
  await harness.upload({ name: 'first', tasks: [bash('a'), bash('b')] })
  const id = await harness.start('first')
  await harness.finished('b', failure({ message: 'no space left', reason: 'exit' }))
  await harness.fail('a')
  expect(await lastEvent()).toEqual({
    key: workflowStatusKey('first'),
    value: 'FAILED',
    context: { workflowExecutionId: id, from: 'RUNNING', task: 'b', reason: 'exit', error: 'no space left' },
  })
  await harness.upload({ name: 'second', timeoutSeconds: 60, tasks: [bash('c')] })
  const second = await harness.start('second')
  await harness.running('c')
  await harness.pass(60)
  await harness.finished('c', { type: 'stopped', message: null })
  const error = 'It ran longer than its limit of 60 s.'
  expect(await lastEvent()).toMatchObject({ context: { workflowExecutionId: second, reason: 'timeout', error } })
  await harness.upload({ name: 'third', onFailure: 'stop', tasks: [bash('d')] })
  await harness.start('third')
  await harness.fail('d')
  expect(await lastEvent()).toMatchObject({
    context: { task: 'd', reason: 'exit', error: 'The task "d" failed: exit code 1.' },
  })
})

test('an expression sees the context of an event, and is not met if a field of it is missing', async () => {
  const expression = 'event.value == "FAILED" && event.context.error.contains("space") && event.context.taskName == "a"'
  await harness.upload(alarm({ type: 'cel', expression, keys: [taskStatusKey('*', '*')] }))
  await harness.upload({ name: 'first', tasks: [bash('a'), bash('b')] })
  await harness.start('first')
  await harness.finished('b', failure({ message: 'no space left' }))
  expect(harness.startedTasks()).toEqual(['a', 'b'])
  await harness.finished('a', failure({ message: 'no space left' }))
  expect(harness.startedTasks()).toEqual(['a', 'b', 'ring'])
  expect(await lastEvent()).toMatchObject({ key: taskStatusKey('first', 'a'), context: { reason: 'exit' } })
})

test('a failure of the workflow itself does not start it again, unless the trigger names it', async () => {
  await harness.upload(alarm(ANY_WORKFLOW))
  await harness.start('alarm')
  await harness.fail('ring')
  expect(harness.startedTasks()).toEqual(['ring'])
  await harness.upload(alarm({ type: 'anyEvent', events: [{ key: workflowStatusKey('alarm'), ...FAILED }] }))
  await harness.start('alarm')
  await harness.fail('ring')
  expect(harness.startedTasks()).toEqual(['ring', 'ring', 'ring'])
})

test.each([
  ['for all tasks of the workflow itself', taskStatusKey('alarm', '*'), true],
  ['for all tasks of any workflow', taskStatusKey('*', '*'), false],
  ['for a task of any workflow', taskStatusKey('*', 'ring'), false],
])('a key %s, of the own executions of a trigger', async (_which, key, isHeard) => {
  await harness.upload(alarm({ type: 'event', event: { key, ...FAILED } }))
  await harness.start('alarm')
  await harness.fail('ring')
  expect(harness.startedTasks()).toEqual(isHeard ? ['ring', 'ring'] : ['ring'])
  await harness.upload({ name: 'other', tasks: [bash('ring')] })
  const before = harness.startedTasks().length
  await harness.start('other')
  await harness.fail('ring')
  expect(harness.startedTasks().slice(before)).toEqual(isHeard ? ['ring'] : ['ring', 'ring'])
})

test('a key of any workflow leaves out the own one, even beside a key that names it', async () => {
  const events = [
    { key: workflowStatusKey('*'), ...FAILED },
    { key: workflowStatusKey('alarm'), filter: { equals: 'STOPPED' } },
  ]
  await harness.upload(alarm({ type: 'anyEvent', events }))
  await harness.start('alarm')
  await harness.fail('ring')
  expect(harness.startedTasks()).toEqual(['ring'])
  const [row] = await harness.reads.verdicts.notMet({ lane: 'workflow:1' })
  expect(row?.reason).toBe('"aiflow/workflow-status/alarm" is "FAILED", the filter asks for = "STOPPED"')
  await harness.upload({ name: 'other', tasks: [bash('a')] })
  await harness.start('other')
  await harness.fail('a')
  expect(harness.startedTasks()).toEqual(['ring', 'a', 'ring'])
})

test('events of other namespaces are not seen, even after a restart', async () => {
  await harness.upload({ namespace: 'elsewhere', ...alarm(ANY_WORKFLOW) })
  await harness.upload({ name: 'first', tasks: [bash('a')] })
  await harness.reopen()
  await harness.start('first')
  await harness.fail('a')
  expect(harness.startedTasks()).toEqual(['a'])
})

test('a deleted trigger gets no more events', async () => {
  await harness.upload(alarm(ANY_WORKFLOW))
  await harness.upload({ name: 'first', tasks: [bash('a')] })
  await harness.reopen()
  await harness.control({ type: 'deleteTrigger', namespace: 'default', workflow: 'alarm', name: 't' })
  await harness.start('first')
  await harness.fail('a')
  expect(harness.startedTasks()).toEqual(['a'])
})

test('the filter of such a key is told apart from a wrong key', async () => {
  await harness.upload(alarm(ANY_WORKFLOW))
  await harness.upload({ name: 'first', tasks: IDLE })
  await harness.start('first')
  const [row] = await harness.reads.verdicts.notMet({ lane: 'workflow:1' })
  expect(row?.reason).toBe('"aiflow/workflow-status/first" is "SUCCESS", the filter asks for = "FAILED"')
})

test('rules of tasks see events of any task of their execution', async () => {
  const condition = { type: 'event', event: { key: taskStatusKey('w', '*'), ...FAILED } }
  const rule = { name: 'r', action: 'START', condition }
  await harness.upload({ tasks: [bash('a'), bash('b'), bash('watch', { optional: true, rules: [rule] })] })
  const id = await harness.start()
  await harness.succeed('a')
  await harness.fail('b')
  expect(await harness.statuses(id)).toMatchObject({ watch: 'QUEUED 1' })
})
