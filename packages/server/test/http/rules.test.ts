import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, HttpHarness, uploadOf } from './http-harness.ts'

let harness: HttpHarness

beforeEach(async () => {
  harness = await HttpHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const RULE = { task: 'a', rule: 'on-go' } as const

async function startExecution(): Promise<number> {
  const rules = [{ name: 'on-go', action: 'START', condition: { type: 'event', event: { key: 'go' } } }]
  const { client } = harness
  await client.workflows.upload(uploadOf({ lifetime: 'untilStopped', tasks: [bash('a', { rules })] }))
  return (await client.workflows.startExecution('default', 'w')).workflowExecutionId
}

test('the rules of an execution are listed, and can be switched off and on', async () => {
  const id = await startExecution()
  const { events, workflowExecutions } = harness.client
  const listed = { task: 'a', name: 'on-go', action: 'START', condition: { type: 'event', event: { key: 'go' } } }
  expect(await workflowExecutions.rules(id)).toEqual([{ ...listed, circuit: null, notMet: 0 }])
  const { circuit } = await workflowExecutions.disableRule(id, RULE)
  expect(circuit).toMatchObject({ status: 'disabled', cause: 'hand' })
  expect(await workflowExecutions.rules(id)).toEqual([{ ...listed, circuit, notMet: 0 }])
  expect((await workflowExecutions.get(id)).circuits).toEqual([{ ...RULE, ...circuit }])
  await events.send({ key: 'go' })
  expect((await workflowExecutions.verdicts(id)).items).toMatchObject([
    { verdict: 'ignored', reason: 'the rule is disabled' },
  ])
  await workflowExecutions.closeRule(id, RULE)
  expect((await workflowExecutions.get(id)).circuits).toHaveLength(1)
  expect(await workflowExecutions.enableRule(id, RULE)).toEqual({ workflowExecutionId: id, ...RULE, circuit: null })
  await events.send({ key: 'go' })
  expect((await workflowExecutions.verdicts(id)).items[0]).toMatchObject({ verdict: 'fired' })
})

test('a missing rule is reported', async () => {
  const id = await startExecution()
  const { workflowExecutions } = harness.client
  await expect(workflowExecutions.disableRule(id, { ...RULE, rule: 'x' })).rejects.toMatchObject({
    code: 'RULE_NOT_FOUND',
    message: 'The task "a" has no rule "x". It has "on-go".',
  })
  await expect(workflowExecutions.closeRule(id, { ...RULE, task: 'x' })).rejects.toMatchObject({
    code: 'TASK_NOT_FOUND',
  })
  await expect(workflowExecutions.rules(99)).rejects.toMatchObject({ code: 'WORKFLOW_EXECUTION_NOT_FOUND' })
})

test('a trigger whose circuit is open says so, until it is resumed', async () => {
  const { client } = harness
  const triggers = [{ name: 'again', condition: { type: 'event', event: { key: 'aiflow/workflow-status/w' } } }]
  await client.workflows.upload(uploadOf({ triggers }))
  await client.workflows.startExecution('default', 'w')
  const of = { namespace: 'default', workflow: 'w' }
  const circuit = { status: 'open', cause: 'storm', cycle: expect.arrayContaining(['trigger "again" of "w"']) }
  expect((await client.triggers.list(of)).items).toMatchObject([{ name: 'again', circuit }])
  await client.triggers.resume('default', 'w', 'again')
  expect((await client.triggers.list(of)).items).toMatchObject([{ name: 'again', circuit: null }])
})

test('a sender to a full inbox is told to wait, and a setting has its size', async () => {
  const small = await HttpHarness.create({ guards: { laneEvents: 2 } })
  const rules = [{ name: 'on-go', action: 'START', condition: { type: 'event', event: { key: 'go' } } }]
  await small.client.workflows.upload(uploadOf({ lifetime: 'untilStopped', tasks: [bash('a', { rules })] }))
  await small.client.workflows.startExecution('default', 'w')
  await small.client.workflowExecutions.pause(1)
  await small.client.events.sendMany([{ key: 'go' }, { key: 'go' }])
  const { status, body, headers } = await small.post('/api/v1/events', JSON.stringify({ key: 'go' }))
  expect([status, body.code, headers.get('retry-after')]).toEqual([429, 'LANE_FULL', '1'])
  await small.dispose()
})
