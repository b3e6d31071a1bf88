import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const add = (namespace: string) => harness.control({ type: 'addNamespace', namespace, properties: { owner: 'a' } })
const remove = (namespace: string) => harness.control({ type: 'deleteNamespace', namespace })

test('a namespace is added with its properties, and survives a restart', async () => {
  expect(await add('team')).toMatchObject({ ok: true, value: { name: 'team', properties: { owner: 'a' } } })
  expect(await add('team')).toMatchObject({ ok: false, error: { code: 'ALREADY_EXISTS' } })
  await harness.reopen()
  await harness.send('k', 'v', { namespace: 'team' })
  const { items } = await harness.reads.namespaces.list({ limit: 10 })
  expect(items.map(({ name }) => name)).toEqual(['default', 'team'])
})

test('a namespace with workflows is not deleted, and the refusal says what is in it', async () => {
  await harness.upload({ namespace: 'team', name: 'nightly', tasks: [bash('a')] })
  expect(await remove('team')).toMatchObject({
    ok: false,
    error: {
      code: 'NAMESPACE_NOT_EMPTY',
      message: 'The namespace "team" holds the workflow "nightly". Delete it first.',
    },
  })
  await harness.upload({ namespace: 'team', name: 'weekly', tasks: [bash('a')] })
  expect(await remove('team')).toMatchObject({
    ok: false,
    error: { message: 'The namespace "team" holds the workflows "nightly", "weekly". Delete them first.' },
  })
  await harness.control({ type: 'deleteWorkflow', namespace: 'team', workflow: 'weekly' })
  await harness.control({ type: 'deleteWorkflow', namespace: 'team', workflow: 'nightly' })
  expect(await remove('team')).toMatchObject({ ok: true })
  await expect(harness.send('k', null, { namespace: 'team' })).rejects.toMatchObject({ code: 'NAMESPACE_NOT_FOUND' })
  expect(await remove('team')).toMatchObject({ ok: false, error: { code: 'NAMESPACE_NOT_FOUND' } })
  expect(await remove('default')).toMatchObject({ ok: false, error: { code: 'INVALID_ARGUMENT' } })
})

test('a namespace that is deleted and added again in one commit exists', async () => {
  await add('team')
  await Promise.all([remove('team'), add('team')])
  await harness.reopen()
  expect(await harness.reads.namespaces.find('team')).not.toBeNull()
})

test('of two changes based on the same version, the second is refused', async () => {
  await add('team')
  const version = (await harness.reads.namespaces.find('team'))?.version
  const set = (owner: string, ifVersion?: number) =>
    harness.control({ type: 'setNamespaceProperties', namespace: 'team', properties: { owner }, ifVersion })
  expect(await set('b', version)).toMatchObject({ ok: true })
  expect(await set('c', version)).toMatchObject({ ok: false, error: { code: 'VERSION_MISMATCH' } })
  expect(await harness.control({ type: 'deleteNamespace', namespace: 'team', ifVersion: version })).toMatchObject({
    ok: false,
    error: { code: 'VERSION_MISMATCH' },
  })
  expect((await harness.reads.namespaces.find('team'))?.properties).toEqual({ owner: 'b' })
  expect(await set('d')).toMatchObject({ ok: true })
})

test('names and events are isolated by namespace', async () => {
  const workflow = { tasks: [bash('a')], triggers: [{ name: 't', condition: { type: 'event', event: { key: 'go' } } }] }
  await harness.upload({ namespace: 'one', ...workflow })
  await harness.upload({ namespace: 'two', ...workflow })
  await harness.send('go', null, { namespace: 'two' })
  const { items } = await harness.reads.executions.list({}, { limit: 10 })
  expect(items.map(({ namespace }) => namespace)).toEqual(['two'])
})
