import { AIFlowClient } from '@aiflow/sdk/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HttpHarness, uploadOf } from '../http/http-harness.ts'

let harness: HttpHarness

beforeAll(async () => {
  harness = await HttpHarness.create()
  await harness.client.workflows.upload(uploadOf())
})

afterAll(async () => {
  await harness.dispose()
})

function start(key: string, body = '{}') {
  const headers = {
    authorization: `Bearer ${harness.token}`,
    'content-type': 'application/json',
    'idempotency-key': key,
  }
  return harness.call('/api/v1/workflows/default/w/executions', { method: 'POST', headers, body })
}

test('the same request with the same key is carried out once, whether it comes later, at once, or after a restart', async () => {
  const first = await start('one')
  const [second, third] = await Promise.all([start('one'), start('one')])
  expect([second, third]).toMatchObject([
    { status: 200, body: first.body },
    { status: 200, body: first.body },
  ])
  const together = await Promise.all([start('two'), start('two')])
  expect(together[0].body).toEqual(together[1].body)
  expect(together[0].body).not.toEqual(first.body)
  await harness.server.stop()
  await harness.start()
  expect((await start('one')).body).toEqual(first.body)
  expect((await harness.client.workflowExecutions.list()).items).toHaveLength(2)
})

test('a refusal is repeated as well', async () => {
  const refused = await start('three', '{"parameters":{"x":1}}')
  expect(refused).toMatchObject({ status: 400, body: { code: 'INVALID_ARGUMENT' } })
  expect((await start('three', '{"parameters":{"x":1}}')).body).toMatchObject({ detail: refused.body.detail })
})

test('a key that was used for another request is refused, and that request is not carried out', async () => {
  const { body } = await start('mine')
  const { workflowExecutionId: id } = body as { workflowExecutionId: number }
  expect(await start('mine', '{"parameters":{"x":2}}')).toMatchObject({ body: { code: 'IDEMPOTENCY_KEY_REUSED' } })
  const ask = (verb: string) =>
    harness.call(`/api/v1/workflow-executions/${id}/${verb}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${harness.token}`, 'idempotency-key': 'mine' },
    })
  expect(await ask('pause')).toMatchObject({ status: 200 })
  expect(await ask('resume')).toMatchObject({
    status: 409,
    body: { code: 'IDEMPOTENCY_KEY_REUSED', detail: expect.stringContaining('was used for another request') },
  })
  expect(await harness.client.workflowExecutions.get(id)).toMatchObject({ paused: true })
  await harness.client.workflowExecutions.stop(id)
})

test('events sent with a key are stored once, and the own key of an event takes precedence', async () => {
  const send = (key: string) =>
    harness.call('/api/v1/events', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${harness.token}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify({ events: [{ key: 'a' }, { key: 'b' }, { key: 'c', idempotencyKey: 'own' }] }),
    })
  const isNew = (body: unknown) =>
    (body as { offsets: { duplicate: boolean }[] }).offsets.map((each) => !each.duplicate)
  expect(isNew((await send('batch')).body)).toEqual([true, true, true])
  expect(isNew((await send('batch')).body)).toEqual([false, false, false])
  expect(isNew((await send('other')).body)).toEqual([true, true, false])
})

test('an invalid key is refused', async () => {
  expect(await start('x'.repeat(257))).toMatchObject({ status: 400, body: { code: 'INVALID_ARGUMENT' } })
})

test('the client repeats a start whose answer was lost, and starts once', async () => {
  const before = (await harness.client.workflowExecutions.list()).items.length
  let losses = 2
  const fetchWithLosses: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    if (init?.method !== 'POST' || losses === 0) return response
    losses -= 1
    throw new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) })
  }
  const client = new AIFlowClient({
    url: harness.server.url,
    token: harness.token,
    fetch: fetchWithLosses,
    retry: { firstDelayMs: 1, maxDelayMs: 2 },
  })
  await client.workflows.startExecution('default', 'w')
  expect(losses).toBe(0)
  expect((await harness.client.workflowExecutions.list()).items).toHaveLength(before + 1)
})

/** Each change is carried out, and its answer is lost: the connection is gone when the answer should be read. */
function clientWithCutConnections(): { client: AIFlowClient; cuts: () => number } {
  let cuts = 0
  const cut = new Set<string>()
  const client = new AIFlowClient({
    url: () => harness.server.url,
    token: harness.token,
    retry: { firstDelayMs: 1, maxDelayMs: 2 },
    fetch: async (input, init) => {
      const response = await fetch(input, init)
      const key = new Headers(init?.headers).get('idempotency-key')
      if (key === null || cut.has(key)) return response
      cut.add(key)
      cuts += 1
      await response.arrayBuffer()
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) })
    },
  })
  return { client, cuts: () => cuts }
}

async function auditCount(workflowExecutionId: number): Promise<number> {
  const { items } = await harness.client.server.audit({ limit: 1000 })
  return items.filter(({ target }) => target.workflowExecutionId === workflowExecutionId).length
}

test('a request about an execution whose response was lost is carried out once, even if the execution is gone by then', async () => {
  const { client, cuts } = clientWithCutConnections()
  const { workflowExecutions, taskExecutions } = client
  const { workflowExecutionId: id } = await client.workflows.startExecution('default', 'w')
  await workflowExecutions.pause(id)
  await workflowExecutions.resume(id)
  expect(await taskExecutions.stop(id, 'a')).toMatchObject({ verdict: 'accepted' })
  expect(await workflowExecutions.get(id)).toMatchObject({ status: 'STOPPED' })
  expect(await workflowExecutions.rerun(id)).toEqual({ workflowExecutionId: id, tasks: ['a'] })
  expect(await taskExecutions.restart(id, 'a')).toMatchObject({ verdict: 'accepted' })
  const before = (await taskExecutions.list(id)).items.length
  expect(before).toBe(3)
  await workflowExecutions.stop(id)
  await workflowExecutions.delete(id)
  expect(cuts()).toBe(8)
  expect(await auditCount(id)).toBe(7)
  await expect(workflowExecutions.delete(id)).rejects.toMatchObject({ code: 'WORKFLOW_EXECUTION_NOT_FOUND' })
})

test('a key that was used for one execution is free for another', async () => {
  const one = await harness.client.workflows.startExecution('default', 'w')
  const other = await harness.client.workflows.startExecution('default', 'w')
  const stop = (id: number) =>
    harness.call(`/api/v1/workflow-executions/${id}/stop`, {
      method: 'POST',
      headers: { authorization: `Bearer ${harness.token}`, 'idempotency-key': 'stop' },
    })
  for (const { workflowExecutionId } of [one, other]) {
    expect(await stop(workflowExecutionId)).toMatchObject({ status: 200, body: { workflowExecutionId } })
  }
})
