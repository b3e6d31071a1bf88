import { afterAll, beforeAll, expect, test } from 'vitest'
import { HttpHarness, uploadOf } from './http-harness.ts'

let harness: HttpHarness

beforeAll(async () => {
  harness = await HttpHarness.create()
})

afterAll(async () => {
  await harness.dispose()
})

const headers = () => ({ authorization: `Bearer ${harness.token}`, 'content-type': 'application/json' })

test('namespaces are added, listed in pages, changed and deleted', async () => {
  const { namespaces } = harness.client
  expect(await namespaces.add('team-a', { owner: 'a' })).toMatchObject({ name: 'team-a', properties: { owner: 'a' } })
  await namespaces.add('team-b')
  const first = await namespaces.list({ limit: 2 })
  expect(first.items.map(({ name }) => name)).toEqual(['default', 'team-a'])
  const second = await namespaces.list({ limit: 2, cursor: first.next ?? '' })
  expect(second).toMatchObject({ items: [{ name: 'team-b' }], next: null })
  expect(await namespaces.setProperties('team-a', { owner: 'b' })).toMatchObject({ properties: { owner: 'b' } })
  expect(await namespaces.get('team-a')).toMatchObject({ properties: { owner: 'b' } })
  await namespaces.delete('team-b')
  await expect(namespaces.get('team-b')).rejects.toMatchObject({ code: 'NAMESPACE_NOT_FOUND' })
})

test('a change can require the version that was read, by header and by client', async () => {
  const { namespaces } = harness.client
  const { version } = await namespaces.add('shared')
  const path = '/api/v1/namespaces/shared'
  const read = await harness.call(path, { headers: headers() })
  expect(read.headers.get('etag')).toBe(`"${version}"`)
  const body = JSON.stringify({ properties: { by: 'first' } })
  const put = (match: string) =>
    harness.call(path, { method: 'PUT', headers: { ...headers(), 'if-match': match }, body })
  const changed = await put(`"${version}"`)
  expect(changed.status).toBe(200)
  expect(changed.headers.get('etag')).not.toBe(`"${version}"`)
  expect(await put(`"${version}"`)).toMatchObject({ status: 412, body: { code: 'VERSION_MISMATCH' } })
  expect(await put('seven')).toMatchObject({ status: 400, body: { code: 'INVALID_ARGUMENT' } })
  expect(await put('*')).toMatchObject({ status: 200 })
  await expect(namespaces.delete('shared', { ifVersion: version })).rejects.toMatchObject({ code: 'VERSION_MISMATCH' })
})

test.each([
  [{ name: 'a/b' }],
  [{ name: '..' }],
  [{ name: 'ok', properties: { key: 7 } }],
  [{ name: 'ok', extra: true }],
  [{ name: 'ok', properties: { key: 'x'.repeat(5000) } }],
])('%j is no namespace', async (body) => {
  expect(await harness.post('/api/v1/namespaces', JSON.stringify(body))).toMatchObject({
    status: 400,
    body: { code: 'INVALID_ARGUMENT' },
  })
})

test('workflows, triggers and schedules are changed only in the version that was read', async () => {
  const { client } = harness
  const { workflows } = await client.workflows.upload(uploadOf({ namespace: 'versions' }))
  const ifVersion = workflows[0]?.version
  expect(await client.workflows.disable('versions', 'w', { ifVersion })).toMatchObject({ enabled: false })
  await expect(client.workflows.enable('versions', 'w', { ifVersion })).rejects.toMatchObject({
    code: 'VERSION_MISMATCH',
  })
  const condition = { type: 'event', event: { key: 'go' } } as const
  const trigger = await client.triggers.add('versions', 'w', { name: 't', condition })
  await client.triggers.pause('versions', 'w', 't', { ifVersion: trigger.version })
  await expect(client.triggers.delete('versions', 'w', 't', { ifVersion: trigger.version })).rejects.toMatchObject({
    code: 'VERSION_MISMATCH',
  })
  const schedule = await client.schedules.add('versions', 'w', { name: 's', expression: 'cron@0 3 * * *' })
  await client.schedules.pause('versions', 'w', 's', { ifVersion: schedule.version })
  await expect(client.schedules.resume('versions', 'w', 's', { ifVersion: schedule.version })).rejects.toMatchObject({
    code: 'VERSION_MISMATCH',
  })
})
