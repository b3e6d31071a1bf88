import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, IDLE, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const OF = { namespace: 'default', workflow: 'w' }
const DECLARED = {
  tasks: [bash('a')],
  triggers: [
    { name: 'kept', condition: { type: 'event', event: { key: 'k' } } },
    { name: 'dropped', condition: { type: 'event', event: { key: 'dropped' } } },
  ],
  schedules: [
    { name: 'kept', expression: 'interval@0 1 0 0' },
    { name: 'dropped', expression: 'interval@0 1 0 0' },
  ],
}

async function names() {
  const [triggers, schedules] = await Promise.all([
    harness.reads.triggers.findAll({}),
    harness.reads.schedules.findAll({}),
  ])
  const tell = (row: { name: string; declared: boolean; paused: boolean }) =>
    `${row.name}${row.declared ? '' : ' by hand'}${row.paused ? ' paused' : ''}`
  return { triggers: triggers.map(tell), schedules: schedules.map(tell) }
}

test('the same content again changes nothing', async () => {
  expect(await harness.upload(DECLARED)).toMatchObject({
    ok: true,
    value: { workflows: [{ name: 'w', created: true, changed: true }] },
  })
  const before = await harness.reads.workflows.find('default', 'w')
  harness.now += 1000
  expect(await harness.upload(DECLARED)).toMatchObject({ value: { workflows: [{ created: false, changed: false }] } })
  expect(await harness.reads.workflows.find('default', 'w')).toEqual(before)
  expect(await harness.upload({ ...DECLARED, tasks: IDLE })).toMatchObject({
    value: { workflows: [{ created: false, changed: true }] },
  })
})

test('an upload reconciles what the file declares, and keeps what was created by hand or paused', async () => {
  await harness.upload(DECLARED)
  const condition = { type: 'event' as const, event: { key: 'hand' } }
  await harness.control({ type: 'addTrigger', ...OF, name: 'hand', condition })
  const schedule = { expression: 'interval@0 1 0 0', timezone: 'UTC', catchUp: 'one' } as const
  await harness.control({ type: 'addSchedule', ...OF, name: 'hand', ...schedule })
  await harness.control({ type: 'setTriggerPaused', ...OF, name: 'kept', paused: true })
  await harness.control({ type: 'setSchedulePaused', ...OF, name: 'kept', paused: true })
  await harness.upload({
    ...DECLARED,
    triggers: [
      { name: 'kept', condition: { type: 'event', event: { key: 'other' } } },
      { name: 'new', condition: { type: 'event', event: { key: 'new' } } },
    ],
    schedules: [
      { name: 'kept', expression: 'interval@0 2 0 0' },
      { name: 'new', expression: 'interval@0 3 0 0' },
    ],
  })
  const expected = ['kept paused', 'hand by hand', 'new']
  expect(await names()).toEqual({ triggers: expected, schedules: expected })
  await harness.reopen()
  expect(await names()).toEqual({ triggers: expected, schedules: expected })
  for (const key of ['dropped', 'k', 'other', 'hand', 'new']) await harness.send(key)
  const { items } = await harness.reads.executions.list({ workflow: 'w' }, { limit: 100 })
  expect(items.map((row) => row.trigger.rule)).toEqual(['new', 'hand'])
  expect(harness.scheduler.readTimers().map(({ dueTime }) => ((dueTime ?? 0) - 1_000_000) / 3_600_000)).toEqual([1, 3])
})

test('a trigger or schedule created by hand belongs to the file once the file declares it', async () => {
  await harness.upload({ tasks: IDLE })
  const condition = { type: 'event' as const, event: { key: 'k' } }
  const schedule = { expression: 'interval@0 1 0 0', timezone: 'UTC', catchUp: 'one' } as const
  await harness.control({ type: 'addTrigger', ...OF, name: 'kept', condition })
  await harness.control({ type: 'addSchedule', ...OF, name: 'kept', ...schedule })
  await harness.upload(DECLARED)
  expect(await names()).toEqual({ triggers: ['kept', 'dropped'], schedules: ['kept', 'dropped'] })
  await harness.upload({ tasks: IDLE })
  expect(await names()).toEqual({ triggers: [], schedules: [] })
})

test('a changed trigger forgets the events that it had gathered', async () => {
  const all = (...keys: string[]) => ({
    tasks: IDLE,
    triggers: [{ name: 't', condition: { type: 'allEvents', events: keys.map((key) => ({ key })) } }],
  })
  await harness.upload(all('a', 'b'))
  await harness.send('a')
  await harness.upload(all('b', 'a'))
  await harness.send('b')
  expect((await harness.reads.executions.list({}, { limit: 10 })).items).toEqual([])
  await harness.send('a')
  expect((await harness.reads.executions.list({}, { limit: 10 })).items).toHaveLength(1)
})

test('living executions keep the snapshot that they began with, over restarts', async () => {
  await harness.upload({ tasks: [bash('a', { rules: [onEvent('START', 'k')] })] })
  const old = await harness.start()
  await harness.upload({ tasks: [bash('a', { rules: [onEvent('START', 'other')] }), bash('b')] })
  await harness.reopen()
  const young = await harness.start()
  await harness.send('k')
  await harness.send('other')
  expect(harness.worker.started.map((spec) => [spec.workflowExecutionId, spec.taskName])).toEqual([
    [young, 'b'],
    [old, 'a'],
    [young, 'a'],
  ])
  const hashes = harness.worker.started.map((spec) => spec.snapshotHash)
  expect(hashes[0]).toBe(hashes[2])
  expect(hashes[1]).not.toBe(hashes[0])
})

test('an invalid definition is refused, and nothing of it is stored', async () => {
  const bad = { tasks: [bash('a'), bash('a')] }
  expect(await harness.upload(bad)).toMatchObject({ ok: false, error: { code: 'DUPLICATE_TASK' } })
  expect((await harness.reads.workflows.list({}, { limit: 10 })).items).toEqual([])
})

test('an upload says what most likely is a mistake, by what the namespace holds', async () => {
  await harness.upload({
    name: 'other',
    tasks: IDLE,
    triggers: [{ name: 't', condition: { type: 'event', event: { key: 'ready' } } }],
  })
  await harness.upload({
    namespace: 'elsewhere',
    name: 'far',
    tasks: IDLE,
    triggers: [{ name: 'far', condition: { type: 'event', event: { key: 'ready' } } }],
  })
  const tasks = [
    bash('a', { emits: [{ key: 'ready', to: 'execution' }] }),
    bash('b', { rules: [onEvent('START', 'go')] }),
  ]
  const message = expect.stringContaining('the trigger "t"')
  expect(await harness.upload({ tasks })).toMatchObject({
    value: { warnings: [{ namespace: 'default', workflow: 'w', code: 'UNREACHED_TRIGGER', message }] },
  })
  expect(await harness.upload({ tasks: [bash('a')] })).toMatchObject({ value: { warnings: [] } })
})
