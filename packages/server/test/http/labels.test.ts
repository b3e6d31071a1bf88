import { afterAll, beforeAll, expect, test } from 'vitest'
import { bash, HttpHarness, uploadOf } from './http-harness.ts'

/** Of a workflow, and of a filter. */
const MAX_LABELS = 32

let harness: HttpHarness

beforeAll(async () => {
  harness = await HttpHarness.create()
})

afterAll(async () => {
  await harness.dispose()
})

test('a change of what is said about a workflow is a change, and lists are filtered by it', async () => {
  const { client } = harness
  const about = { description: 'Loads orders.', owner: 'ada', labels: { team: 'data', tier: '1' } }
  const namespace = 'labelled'
  const upload = async (fields: object) => (await client.workflows.upload(uploadOf({ namespace, ...fields }))).workflows
  await upload({ name: 'plain' })
  await upload({ name: 'etl' })
  const nothing = { description: null, owner: null, labels: {} }
  expect((await client.workflows.list({ namespace })).items).toMatchObject([{ name: 'etl', ...nothing }, nothing])
  const [changed] = await upload({ name: 'etl', ...about, metadata: { runbook: ['a'] } })
  expect(changed).toMatchObject({ changed: true, ...about })
  expect(await upload({ name: 'etl', ...about, metadata: { runbook: ['a'] } })).toMatchObject([{ changed: false }])
  expect(await upload({ name: 'etl', ...about, metadata: { runbook: ['b'] } })).toMatchObject([{ changed: true }])
  const ofTask = { ...bash('a'), owner: 'bob', labels: { gpu: 'yes' } }
  expect(await upload({ name: 'etl', ...about, tasks: [ofTask] })).toMatchObject([{ changed: true }])
  expect(await client.workflows.get(namespace, 'etl')).toMatchObject({
    ...about,
    definition: { ...about, tasks: [ofTask] },
  })
  const { workflowExecutionId: id } = await client.workflows.startExecution(namespace, 'etl')
  await client.workflows.startExecution(namespace, 'plain')
  for (const [filter, names] of [
    [{ labels: { team: 'data', tier: '1' }, owner: 'ada' }, ['etl']],
    [{ labels: { team: 'web' } }, []],
    [{ owner: 'bob' }, []],
    [{}, ['etl', 'plain']],
  ] as const) {
    const { items } = await client.workflows.list({ namespace, ...filter })
    expect({ filter, names: items.map(({ name }) => name) }).toEqual({ filter, names })
  }
  const { items } = await client.workflowExecutions.list({ namespace, labels: { team: 'data' } })
  expect(items.map((execution) => execution.id)).toEqual([id])
  expect(await upload({ name: 'etl' })).toMatchObject([{ changed: true, ...nothing }])
})

test.each(['team', 'team=', '=data', 'a=b=c', 'my team=data', ''])(
  'the label "%s" of a list is refused',
  async (label) => {
    const headers = { authorization: `Bearer ${harness.token}` }
    for (const path of ['workflows', 'workflow-executions']) {
      const { status, body } = await harness.call(`/api/v1/${path}?label=tier%3D1&label=${encodeURIComponent(label)}`, {
        headers,
      })
      expect({ status, code: body.code }).toEqual({ status: 400, code: 'INVALID_ARGUMENT' })
      expect(body.detail).toContain('"label": must be a name and a value, such as "team=data".')
    }
  },
)

test('more labels than a workflow may have are refused, and the answer says so', async () => {
  const headers = { authorization: `Bearer ${harness.token}` }
  for (const path of ['workflows', 'workflow-executions']) {
    const at = (count: number) => `/api/v1/${path}?${Array(count).fill('label=team%3Ddata').join('&')}`
    expect((await harness.call(at(MAX_LABELS), { headers })).status).toBe(200)
    const { status, body } = await harness.call(at(MAX_LABELS + 1), { headers })
    expect(status).toBe(400)
    expect(body.detail).toContain(`"label": may be given at most ${MAX_LABELS} times.`)
  }
})
