import { afterAll, beforeAll, expect, test } from 'vitest'
import { HttpHarness, uploadOf } from '../http-harness.ts'

let harness: HttpHarness

beforeAll(async () => {
  harness = await HttpHarness.create()
  await harness.client.workflows.upload(uploadOf())
  const { workflowExecutionId } = (await harness.post('/api/v1/workflows/default/w/executions', '{}')).body
  logs = `/api/v1/workflow-executions/${workflowExecutionId}/task-executions/a/1/logs?since=`
})

afterAll(() => harness.dispose())

let logs = ''
const DOORS = [
  ['events', () => '/api/v1/events?beginTime='],
  ['the number of events', () => '/api/v1/events/count?beginTime='],
  ['an offset', () => '/api/v1/events/offset?time='],
  ['the audit from', () => '/api/v1/audit?beginTime='],
  ['the audit until', () => '/api/v1/audit?endTime='],
  ['executions after', () => '/api/v1/workflow-executions?beginAfter='],
  ['executions before', () => '/api/v1/workflow-executions?beginBefore='],
  ['logs', () => logs],
  ['what is listened to', () => '/api/v1/events/listen?beginTime='],
] as const

test.each(DOORS)('%s accept only ISO 8601 and milliseconds', async (_, path) => {
  const headers = { authorization: `Bearer ${harness.token}` }
  for (const time of ['2026-13-01', '2026-02-30', 'March 3', '1', '1e9', '2026-1-1', '10m', '9'.repeat(20), ' ', '']) {
    const { status, body } = await harness.call(path() + encodeURIComponent(time), { headers })
    expect([time, status, body.code]).toEqual([time, 400, 'INVALID_ARGUMENT'])
    expect(body.detail).toContain('ISO 8601')
  }
})

test('a time without a zone is one of UTC', async () => {
  const { events } = harness.client
  const { offset } = await events.send({ key: 'k' })
  const { createTime } = await events.get(offset)
  const [before, after] = [createTime, createTime + 1].map((time) => new Date(time).toISOString().slice(0, -1))
  expect((await events.list({ key: 'k', beginTime: before })).items).toHaveLength(1)
  expect((await events.list({ key: 'k', beginTime: String(createTime) })).items).toHaveLength(1)
  expect((await events.list({ key: 'k', beginTime: after })).items).toHaveLength(0)
})
