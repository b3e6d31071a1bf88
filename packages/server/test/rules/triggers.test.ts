import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, IDLE, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const ON_GO = { name: 'go', condition: { type: 'event', event: { key: 'go' } } }

async function executions(workflow = 'w') {
  const { items } = await harness.reads.executions.list({ workflow }, { limit: 100 })
  return items.toReversed()
}

async function triggerVerdicts(): Promise<string[]> {
  const { items } = await harness.reads.verdicts.list({ lane: 'workflow:1' }, { limit: 100 })
  return items.map(({ rule, verdict, reason }) => [rule, verdict, reason].filter(Boolean).join(' ')).toReversed()
}

test('an event starts an execution, hands itself over, and is not offered to that execution', async () => {
  await harness.upload({
    triggers: [ON_GO],
    tasks: [bash('a'), bash('b', { rules: [onEvent('START', 'go')] })],
  })
  const offset = await harness.send('go', 'v')
  expect(harness.startedTasks()).toEqual(['a'])
  const trigger = { type: 'EVENT', rule: 'go', events: [{ offset, key: 'go', value: 'v' }] }
  expect(await executions()).toMatchObject([{ type: 'EVENT', trigger }])
  expect(harness.worker.attemptOf('a').trigger).toMatchObject({ type: 'EVENT', events: [{ value: 'v' }] })
  await harness.send('go')
  expect(harness.worker.started.map((spec) => `${spec.workflowExecutionId} ${spec.taskName}`)).toEqual([
    '1 a',
    '1 b',
    '2 a',
  ])
})

test('an event for one execution starts no other', async () => {
  await harness.upload({ triggers: [ON_GO], tasks: [bash('a')] })
  const id = await harness.start()
  await harness.send('go', null, { workflowExecutionId: id })
  expect(await executions()).toHaveLength(1)
})

test('the end of an execution can start one of another workflow of the namespace', async () => {
  const event = { key: 'aiflow/workflow-status/w', filter: { equals: 'SUCCESS' } }
  await harness.upload({ tasks: [bash('a')] })
  await harness.upload({
    name: 'next',
    triggers: [{ name: 'after-w', condition: { type: 'event', event } }],
    tasks: IDLE,
  })
  await harness.start()
  await harness.succeed('a')
  expect(await executions('next')).toMatchObject([{ status: 'SUCCESS', trigger: { events: [{ value: 'SUCCESS' }] } }])
})

test('the status of a task can start an execution of another workflow', async () => {
  const event = { key: 'aiflow/task-status/w/a', filter: { equals: 'FAILED' } }
  await harness.upload({ tasks: [bash('a'), bash('b')] })
  await harness.upload({ name: 'alarm', triggers: [{ name: 't', condition: { type: 'event', event } }], tasks: IDLE })
  await harness.start()
  await harness.succeed('b')
  expect(await executions('alarm')).toEqual([])
  await harness.fail('a')
  expect(await executions('alarm')).toHaveLength(1)
})

test('a trigger on all of several events gathers them over a restart, then begins again', async () => {
  const condition = { type: 'allEvents', events: [{ key: 'k' }, { key: 'l' }] }
  await harness.upload({ triggers: [{ name: 'both', condition }], tasks: IDLE })
  await harness.send('k', '1')
  await harness.reopen()
  await harness.send('l', '2')
  await harness.send('l', '3')
  const all = await executions()
  expect(all.map(({ trigger }) => trigger.events.map(({ value }) => value))).toEqual([['1', '2']])
  await harness.send('k', '4')
  expect(await executions()).toHaveLength(2)
})

test('a paused trigger and a disabled workflow start nothing, and say so', async () => {
  await harness.upload({ triggers: [ON_GO], tasks: IDLE })
  const of = { namespace: 'default', workflow: 'w' }
  await harness.control({ type: 'setTriggerPaused', ...of, name: 'go', paused: true })
  await harness.send('go')
  await harness.control({ type: 'setTriggerPaused', ...of, name: 'go', paused: false })
  await harness.control({ type: 'setWorkflowEnabled', ...of, enabled: false })
  await harness.reopen()
  await harness.send('go')
  expect(await harness.control({ type: 'startExecution', ...of })).toMatchObject({
    ok: false,
    error: { code: 'WORKFLOW_DISABLED' },
  })
  await harness.control({ type: 'setWorkflowEnabled', ...of, enabled: true })
  await harness.send('go')
  expect(await triggerVerdicts()).toEqual([
    'go ignored the trigger is paused',
    'go ignored the workflow is disabled',
    'go fired',
  ])
  expect(await executions()).toHaveLength(1)
})

test('living executions are not affected when their workflow is disabled', async () => {
  await harness.upload({ tasks: [bash('a', { rules: [onEvent('START', 'k')] })] })
  const id = await harness.start()
  await harness.control({ type: 'setWorkflowEnabled', namespace: 'default', workflow: 'w', enabled: false })
  await harness.send('k')
  await harness.succeed('a')
  expect(await harness.executionStatus(id)).toBe('SUCCESS')
})

test('a trigger added by hand works like a declared one, until it is deleted', async () => {
  await harness.upload({ tasks: IDLE })
  const of = { namespace: 'default', workflow: 'w', name: 'mine' }
  const condition = { type: 'anyEvent' as const, events: [{ key: 'k' }, { key: 'l' }] }
  expect(await harness.control({ type: 'addTrigger', ...of, condition })).toMatchObject({
    ok: true,
    value: { name: 'mine', declared: false, paused: false },
  })
  await harness.send('l')
  await harness.control({ type: 'deleteTrigger', ...of })
  await harness.send('k')
  expect(await executions()).toHaveLength(1)
})

test('a trigger shows when it last fired, even after a restart and an upload; a kept match does not count', async () => {
  const fanIn = { type: 'batch', size: 2 }
  const triggers = [ON_GO, { ...ON_GO, name: 'many', fanIn }]
  const times = async () => {
    const rows = await harness.reads.triggers.findAll({ workflow: 'w' })
    return Object.fromEntries(rows.map(({ name, lastTime }) => [name, lastTime]))
  }
  await harness.upload({ triggers, tasks: [bash('a')] })
  expect(await times()).toEqual({ go: null, many: null })
  harness.now += 1000
  await harness.send('go')
  const first = harness.now
  expect(await times()).toEqual({ go: first, many: null })
  await harness.reopen()
  harness.now += 1000
  await harness.send('go')
  await harness.upload({ triggers, tasks: [bash('b')] })
  expect(await times()).toEqual({ go: first + 1000, many: first + 1000 })
})
