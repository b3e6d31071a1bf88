import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, IDLE, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const OF = { namespace: 'default', workflow: 'w', name: 't' } as const

async function started(): Promise<(string | null)[]> {
  const { items } = await harness.reads.executions.list({ workflow: 'w' }, { limit: 1000 })
  return items.map(({ trigger }) => trigger.events[0]?.key ?? null).toReversed()
}

test('a trigger without keys judges every event sent in its namespace, and no other', async () => {
  await harness.upload({ tasks: IDLE, triggers: [{ name: 't', condition: { type: 'cel', expression: 'true' } }] })
  await harness.control({ type: 'addNamespace', namespace: 'other', properties: {} })
  await harness.send('one')
  await harness.send('two')
  await harness.send('elsewhere', null, { namespace: 'other' })
  await harness.send('to-an-execution', null, { workflowExecutionId: 1 })
  await harness.reopen()
  await harness.send('three')
  expect(await started()).toEqual(['one', 'two', 'three'])
})

test('a trigger with keys judges only events with these keys', async () => {
  const condition = { type: 'cel' as const, expression: 'event.json.total > 100', keys: ['order', 'offer'] }
  await harness.upload({ tasks: IDLE })
  await harness.control({ type: 'addTrigger', ...OF, condition })
  for (const total of [50, 150]) {
    for (const key of ['order', 'offer', 'other']) await harness.send(key, JSON.stringify({ total }))
  }
  expect(await started()).toEqual(['order', 'offer'])
  expect(await harness.reads.verdicts.notMet({ lane: 'workflow:1' })).toMatchObject([
    { rule: 't', count: 2, reason: 'the expression is false' },
  ])
})

test('an expression that fails for an event is not met, and the next event is judged', async () => {
  await harness.upload({
    tasks: IDLE,
    triggers: [{ name: 't', condition: { type: 'cel', expression: 'event.json.total > 100' } }],
  })
  await harness.send('k', 'no JSON')
  expect((await harness.reads.verdicts.notMet({ lane: 'workflow:1' }))[0]?.reason).toMatch(/^the expression failed/)
  await harness.send('k', '{"total":101}')
  expect(await started()).toEqual(['k'])
})

test('a deleted trigger judges no more events', async () => {
  await harness.upload({ tasks: IDLE })
  await harness.control({ type: 'addTrigger', ...OF, condition: { type: 'cel', expression: 'true' } })
  await harness.control({ type: 'deleteTriggers', namespace: 'default', workflow: 'w' })
  await harness.send('k')
  expect(await started()).toEqual([])
})

test('a bad expression is refused by hand and in an upload, and changes nothing', async () => {
  const condition = { type: 'cel', expression: 'event.key = "a"' } as const
  const rules = [{ name: 'r', action: 'START', condition }]
  const refusal = { ok: false, error: { code: 'INVALID_CONDITION', details: { position: expect.any(Number) } } }
  expect(await harness.upload({ tasks: IDLE, triggers: [{ name: 't', condition }] })).toMatchObject(refusal)
  expect(await harness.upload({ tasks: [bash('a', { rules })] })).toMatchObject(refusal)
  expect(await harness.reads.workflows.find('default', 'w')).toBeNull()
  await harness.upload({ tasks: IDLE })
  expect(await harness.control({ type: 'addTrigger', ...OF, condition })).toMatchObject(refusal)
  expect(await harness.reads.triggers.findAll({})).toEqual([])
})

test('rules of tasks take expressions too, in order with the others', async () => {
  const cel = { type: 'cel', expression: 'event.key.startsWith("stop/")' }
  const start = { type: 'event', event: { key: 'begin' } }
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [
      bash('a', {
        rules: [
          { name: 'stop', action: 'STOP', condition: cel },
          { name: 'start', action: 'START', condition: start },
        ],
      }),
    ],
  })
  const id = await harness.start()
  await harness.send('begin')
  await harness.running('a')
  await harness.reopen()
  await harness.send('other')
  await harness.send('stop/now')
  expect(await harness.statuses(id)).toEqual({ a: 'STOPPING 1' })
  expect(await harness.verdicts(id)).toEqual(['a STOP fired', 'a START fired'])
})
