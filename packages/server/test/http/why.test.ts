import { afterAll, beforeAll, expect, test } from 'vitest'
import { bash, HttpHarness, uploadOf } from './http-harness.ts'

let harness: HttpHarness
let id: number
let offset: number

beforeAll(async () => {
  harness = await HttpHarness.create()
  const { client } = harness
  const condition = { type: 'event', event: { key: 'accuracy', filter: { matches: '^0[.]9' } } }
  const rules = [{ name: 'good', action: 'START', condition, whenAlive: 'ignore', queueLimit: 1 }]
  await client.workflows.upload(
    uploadOf({
      lifetime: 'untilStopped',
      tasks: [bash('first'), bash('deploy', { rules })],
      triggers: [{ name: 'on-order', condition: { type: 'event', event: { key: 'order' } } }],
    }),
  )
  id = (await client.workflows.startExecution('default', 'w')).workflowExecutionId
  offset = (await client.events.send({ key: 'accuracy', value: '0.71', sender: 'judge' })).offset
})

afterAll(async () => {
  await harness.dispose()
})

test('a task execution leads back to the request that started its workflow execution', async () => {
  const ref = { workflowExecutionId: id, taskName: 'first', sequenceNumber: 1 }
  const { links, next } = await harness.client.taskExecutions.why(ref)
  expect(links).toMatchObject([
    { type: 'taskExecution', taskName: 'first', status: 'INIT' },
    { type: 'workflowExecution', id, startedBy: 'MANUAL' },
    { type: 'request', action: 'startExecution', sender: 'home', requestId: expect.any(String) },
  ])
  expect(next).toBeNull()
  await expect(harness.client.taskExecutions.why({ ...ref, sequenceNumber: 2 })).rejects.toMatchObject({
    code: 'TASK_EXECUTION_NOT_FOUND',
  })
})

test('a task that does not run names the values that its rule saw', async () => {
  const { rules, hindrances } = await harness.client.taskExecutions.whyNot(id, 'deploy')
  expect(hindrances).toEqual([])
  expect(rules).toMatchObject([
    { name: 'good', notMet: { count: 1, lastOffset: offset, reason: expect.stringContaining('"accuracy" is "0.71"') } },
  ])
  const first = await harness.client.taskExecutions.whyNot(id, 'first')
  expect(first.hindrances).toEqual([
    `"${id}/first/1" is waiting to be assigned to a worker.`,
    expect.stringContaining('no worker is connected'),
  ])
  await expect(harness.client.taskExecutions.whyNot(id, 'nothing')).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
})

test('a trigger says what it waits for', async () => {
  const { rule, hindrances } = await harness.client.triggers.whyNot('default', 'w', 'on-order')
  expect(hindrances).toEqual([])
  expect(rule).toMatchObject({ action: null, waitsFor: [{ text: 'event "order"', isSeen: false }] })
  await expect(harness.client.triggers.whyNot('default', 'w', 'none')).rejects.toMatchObject({
    code: 'TRIGGER_NOT_FOUND',
  })
})

test('an event is shown with its cause, its effects, and the verdict of each rule', async () => {
  const { client } = harness
  expect(await client.events.get(offset)).toMatchObject({ offset, key: 'accuracy', causeOffset: null, deadLetters: [] })
  expect(await client.events.effects(offset)).toMatchObject({
    verdicts: [],
    changes: [],
    laterStarts: [],
    isCut: false,
  })
  expect(await client.workflowExecutions.verdicts(id, { event: offset })).toMatchObject({
    items: [],
    notMet: [{ task: 'deploy', rule: 'good', count: 1 }],
    waiting: [],
  })
  expect((await client.workflowExecutions.verdicts(id, { event: offset, task: 'first' })).notMet).toEqual([])
  await expect(client.events.get(999_999)).rejects.toMatchObject({ code: 'EVENT_NOT_FOUND' })
  await expect(client.events.effects(999_999)).rejects.toMatchObject({ code: 'EVENT_NOT_FOUND' })
})
