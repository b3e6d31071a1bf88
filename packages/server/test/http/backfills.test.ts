import type { NewBackfill } from '@aiflow/sdk/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HttpHarness, uploadOf } from './http-harness.ts'

let harness: HttpHarness

const OF = ['default', 'w'] as const
const THREE_DAYS: NewBackfill = { from: '2026-01-01', to: '2026-01-04', expression: 'cron@0 0 * * *' }

beforeAll(async () => {
  harness = await HttpHarness.create()
  await harness.client.workflows.upload(uploadOf())
})

afterAll(async () => {
  await harness.dispose()
})

test('a backfill is started, listed, paused, resumed and stopped', async () => {
  const { backfills } = harness.client
  const started = await backfills.start(...OF, { ...THREE_DAYS, timezone: 'Europe/Berlin' })
  expect(started).toMatchObject({ workflowName: 'w', schedule: null, total: 3, maxActive: 1, order: 'oldestFirst' })
  expect(new Date(started.from).toISOString()).toBe('2026-01-01T00:00:00.000Z')
  expect(await backfills.pause(started.id)).toMatchObject({ paused: true, status: 'RUNNING' })
  expect(await backfills.get(started.id)).toMatchObject({ id: started.id, paused: true })
  expect((await backfills.list({ workflow: 'w', status: 'RUNNING' })).items).toMatchObject([{ id: started.id }])
  expect((await backfills.list({ workflow: 'w', status: 'SUCCESS' })).items).toEqual([])
  expect(await backfills.resume(started.id)).toMatchObject({ paused: false })
  expect(await backfills.stop(started.id)).toMatchObject({ stopping: true })
  await expect(backfills.get(99)).rejects.toMatchObject({ code: 'BACKFILL_NOT_FOUND' })
  await expect(backfills.stop(99)).rejects.toMatchObject({ code: 'BACKFILL_NOT_FOUND' })
})

test('a preview says what would be started, and starts nothing', async () => {
  const { backfills, workflowExecutions } = harness.client
  const before = (await workflowExecutions.list()).items.length
  const { maxActive: _, parameters: __, ...asked } = THREE_DAYS
  const preview = await backfills.preview(...OF, { ...asked, order: 'newestFirst', reprocess: 'all' })
  expect(preview).toMatchObject({ total: 3, expression: 'cron@0 0 * * *', timezone: 'UTC', schedule: null })
  expect(preview.times.map(({ dueTime }) => new Date(dueTime).toISOString().slice(0, 10))).toEqual([
    '2026-01-03',
    '2026-01-02',
    '2026-01-01',
  ])
  expect(preview.times[0]).toMatchObject({
    intervalStart: Date.parse('2026-01-02'),
    intervalEnd: Date.parse('2026-01-03'),
  })
  expect((await workflowExecutions.list()).items.length).toBe(before)
  await expect(backfills.preview('default', 'none', asked)).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' })
  await expect(backfills.preview(...OF, { from: '2026-01-01', to: '2026-01-02' })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
  })
})

test.each<[string, NewBackfill, string]>([
  ['no time', { ...THREE_DAYS, from: 'yesterday' }, 'INVALID_ARGUMENT'],
  ['the future', { ...THREE_DAYS, to: '2999-01-01' }, 'INVALID_ARGUMENT'],
  ['nothing at once', { ...THREE_DAYS, maxActive: 0 }, 'INVALID_ARGUMENT'],
  ['far too many times', { ...THREE_DAYS, expression: 'interval@0 0 0 1' }, 'TOO_LARGE'],
  ['no schedule', { from: '2026-01-01', to: '2026-01-02', schedule: 'none' }, 'SCHEDULE_NOT_FOUND'],
])('%s is refused', async (_, asked, code) => {
  await expect(harness.client.backfills.start(...OF, asked)).rejects.toMatchObject({ code })
})

test('the same request with the same key starts one backfill, and another one is refused', async () => {
  const send = (more: Partial<NewBackfill> = {}) =>
    harness.call('/api/v1/workflows/default/w/backfills', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${harness.token}`,
        'content-type': 'application/json',
        'idempotency-key': 'once',
      },
      body: JSON.stringify({ ...THREE_DAYS, ...more }),
    })
  const [first, second] = [await send(), await send()]
  expect(second.body).toEqual(first.body)
  for (const more of [{ to: '2026-01-03' }, { maxActive: 2 }, { reprocess: 'all' }] as const) {
    expect(await send(more)).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_KEY_REUSED' } })
  }
})
