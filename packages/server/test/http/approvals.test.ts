import { afterAll, beforeAll, expect, test } from 'vitest'
import { HttpHarness, uploadOf } from './http-harness.ts'

const TEAM = ['team']

let harness: HttpHarness

beforeAll(async () => {
  harness = await HttpHarness.create()
  await harness.client.namespaces.add('team')
  const operator = { type: 'approval', message: 'Release?', choices: [{ name: 'approve' }], approvers: ['ann'] }
  for (const namespace of ['default', ...TEAM]) {
    await harness.client.workflows.upload(uploadOf({ namespace, tasks: [{ name: 'release', operator }] }))
  }
})

afterAll(async () => {
  await harness.dispose()
})

async function tokenOf(name: string, role: 'viewer' | 'operator', namespaces: string[] | null = null) {
  return harness.clientWith((await harness.client.tokens.create({ name, role, namespaces })).secret)
}

async function start(namespace = 'default'): Promise<number> {
  return (await harness.client.workflows.startExecution(namespace, 'w')).workflowExecutionId
}

test('approvals are listed page by page, and a token sees those of its namespaces', async () => {
  const ids = [await start(), await start('team'), await start()]
  const first = await harness.client.approvals.list({ limit: 2 })
  expect(first.items.map(({ workflowExecutionId }) => workflowExecutionId)).toEqual(ids.slice(0, 2))
  const second = await harness.client.approvals.list({ limit: 2, cursor: first.next ?? '' })
  expect(second).toMatchObject({ items: [{ workflowExecutionId: ids[2] }], next: null })
  const ofOne = await harness.client.approvals.list({ workflowExecution: ids[2] })
  expect(ofOne.items.map(({ workflowExecutionId }) => workflowExecutionId)).toEqual([ids[2]])
  const ofTeam = await tokenOf('reader', 'viewer', TEAM)
  const item = { namespace: 'team', workflowExecutionId: ids[1], approvers: ['ann'], dueTime: null, parameters: null }
  expect(await ofTeam.approvals.list()).toMatchObject({ items: [item], next: null })
  await expect(ofTeam.approvals.list({ namespace: 'default' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const ofSeveral = await tokenOf('both', 'viewer', ['default', ...TEAM])
  expect(await ofSeveral.approvals.list({ workflowExecution: ids[1] })).toMatchObject({ items: [item], next: null })
  await expect(ofTeam.approvals.list({ workflowExecution: ids[0] })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(harness.client.approvals.list({ cursor: 'x' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
})

test('only who is named may answer, once, and the audit says who did', async () => {
  const id = await start()
  const answer = { choice: 'approve', comment: 'fine' }
  const ref = { workflowExecutionId: id, taskName: 'release', sequenceNumber: 1 }
  const [ann, bob] = [await tokenOf('ann', 'operator'), await tokenOf('bob', 'operator')]
  await expect(bob.approvals.answer(ref, answer)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(harness.client.approvals.answer({ ...ref, taskName: 'none' }, answer)).rejects.toMatchObject({
    code: 'TASK_NOT_FOUND',
  })
  const { hindrances } = await harness.client.taskExecutions.whyNot(id, 'release')
  expect(hindrances.join()).toContain(`waits for an answer: "aiflow approval answer ${id}/release CHOICE"`)
  expect(await ann.approvals.answer(ref, answer)).toEqual({
    sequenceNumber: 1,
    choice: 'approve',
    status: 'SUCCESS',
  })
  await expect(ann.approvals.answer(ref, answer)).rejects.toMatchObject({ code: 'EXECUTION_ENDED' })
  const { items } = await harness.client.server.audit({ action: 'answerApproval' })
  const target = { workflowExecutionId: id, task: 'release', choice: 'approve', comment: 'fine' }
  expect(items.find(({ result }) => result === 'ok')).toMatchObject({ principal: 'token:ann', target })
})

test.each([
  ['no choice', { sequenceNumber: 1 }],
  ['no run', { choice: 'approve' }],
  ['a choice that is no name', { choice: '', sequenceNumber: 1 }],
  ['a comment without end', { choice: 'approve', sequenceNumber: 1, comment: 'x'.repeat(10_001) }],
  ['a field that means nothing', { choice: 'approve', sequenceNumber: 1, by: 'ann' }],
])('an answer with %s is refused', async (_what, body) => {
  const path = `/api/v1/workflow-executions/${await start()}/tasks/release/answer`
  expect(await harness.post(path, JSON.stringify(body))).toMatchObject({
    status: 400,
    body: { code: 'INVALID_ARGUMENT' },
  })
})

test('a page of approvals ends before its texts are too long', async () => {
  const operator = { type: 'approval', message: 'x'.repeat(10_000), choices: [{ name: 'approve' }] }
  const tasks = Array.from({ length: 500 }, (_, index) => ({ name: `t${index}`, operator }))
  await harness.client.workflows.upload(uploadOf({ name: 'many', tasks }))
  const { workflowExecutionId } = await harness.client.workflows.startExecution('default', 'many')
  const first = await harness.client.approvals.list({ workflowExecution: workflowExecutionId, limit: 1000 })
  expect(first.items.length).toBeLessThan(500)
  const cursor = first.next ?? ''
  const rest = await harness.client.approvals.list({ workflowExecution: workflowExecutionId, limit: 1000, cursor })
  expect(first.items.length + rest.items.length).toBe(500)
})
