import { afterAll, beforeAll, expect, test } from 'vitest'
import { bash, HttpHarness, uploadOf } from './http-harness.ts'

let harness: HttpHarness
let id: number

beforeAll(async () => {
  harness = await HttpHarness.create()
  const { client } = harness
  const condition = { type: 'event', event: { key: 'go', filter: { equals: 'yes' } } }
  const rules = [{ name: 'r', action: 'START', condition, whenAlive: 'ignore', queueLimit: 1 }]
  await client.workflows.upload(uploadOf({ lifetime: 'untilStopped', tasks: [bash('first'), bash('a', { rules })] }))
  id = (await client.workflows.startExecution('default', 'w')).workflowExecutionId
})

afterAll(async () => {
  await harness.dispose()
})

test('a viewer may ask what an event would do', async () => {
  const { secret } = await harness.client.tokens.create({ name: 'reader', role: 'viewer' })
  const reader = harness.clientWith(secret)
  const { items } = await harness.client.events.list({ all: true, newestFirst: true, limit: 1 })
  const { lanes, ...others } = await reader.events.try({ key: 'go', value: 'yes' })
  expect(others).toEqual({
    namespace: 'default',
    key: 'go',
    offset: (items[0]?.offset ?? 0) + 1,
    refusal: null,
    more: 0,
  })
  expect(lanes).toMatchObject([
    { workflowExecutionId: id, rules: [{ task: 'a', rule: 'r', verdict: 'fired', effect: { type: 'start' } }] },
  ])
  expect((await reader.events.try({ key: 'go', value: 'no' })).lanes[0]?.rules).toMatchObject([
    { verdict: 'notMet', reason: '"go" is "no", the filter asks for = "yes"', text: 'event "go" = "yes"' },
  ])
  await expect(reader.events.send({ key: 'go' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('a token of another namespace may not ask', async () => {
  await harness.client.namespaces.add('other')
  const { secret } = await harness.client.tokens.create({ name: 'other', role: 'admin', namespaces: ['other'] })
  const other = harness.clientWith(secret)
  expect((await other.events.try({ namespace: 'other', key: 'go' })).lanes).toEqual([])
  await expect(other.events.try({ key: 'go' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(other.events.try({ namespace: 'other', key: 'go', workflowExecutionId: id })).rejects.toMatchObject({
    code: 'SEND_REFUSED',
  })
})

test('bad input is refused as for an event that is sent', async () => {
  const { events } = harness.client
  await expect(events.try({ key: 'aiflow/x' })).rejects.toMatchObject({ code: 'RESERVED_KEY' })
  await expect(events.try({ key: '' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  await expect(events.try({ key: 'go', namespace: 'none' })).rejects.toMatchObject({ code: 'NAMESPACE_NOT_FOUND' })
  await expect(events.try({ key: 'go', workflowExecutionId: 99 })).rejects.toMatchObject({
    code: 'WORKFLOW_EXECUTION_NOT_FOUND',
  })
  const batch = { events: [{ key: 'go' }] } as unknown as Parameters<typeof events.try>[0]
  await expect(events.try(batch)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
})
