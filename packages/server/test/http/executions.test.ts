import { afterAll, beforeAll, expect, test } from 'vitest'
import { bash, HttpHarness, uploadOf } from './http-harness.ts'

let harness: HttpHarness

beforeAll(async () => {
  harness = await HttpHarness.create()
  await harness.client.workflows.upload(
    uploadOf({
      parameters: { type: 'object', properties: { n: { type: 'integer', default: 1 } } },
      tasks: [bash('a')],
    }),
  )
})

afterAll(async () => {
  await harness.dispose()
})

test('workflows are found by a part of their name and by whether they are enabled', async () => {
  const { workflows } = harness.client
  await workflows.upload(uploadOf({ namespace: 'found', name: 'train-model' }))
  await workflows.upload(uploadOf({ namespace: 'found', name: 'serve-model' }))
  await workflows.upload(uploadOf({ namespace: 'found', name: 'clean' }))
  await workflows.disable('found', 'serve-model')
  const names = async (filter: object) =>
    (await workflows.list({ namespace: 'found', ...filter })).items.map(({ name }) => name)
  expect(await names({ name: 'model' })).toEqual(['serve-model', 'train-model'])
  expect(await names({ name: 'model', enabled: true })).toEqual(['train-model'])
  expect(await names({ enabled: false })).toEqual(['serve-model'])
  expect(await names({ name: '%' })).toEqual([])
})

test('snapshots are listed, shown and deleted', async () => {
  const { workflows } = harness.client
  await workflows.upload(uploadOf({ namespace: 'snapshots' }))
  const old = await workflows.get('snapshots', 'w')
  await workflows.upload({ ...uploadOf({ namespace: 'snapshots' }), bundle: 'export const workflow = 2' })
  const { items } = await workflows.snapshots('snapshots', 'w')
  expect(items.map(({ current }) => current).sort()).toEqual([false, true])
  expect(await workflows.snapshot(old.snapshotHash)).toMatchObject({
    current: false,
    definition: { name: 'w' },
    source: { path: 'w.ts' },
    files: [{ path: 'data/labels.csv' }],
  })
  await workflows.deleteSnapshot(old.snapshotHash)
  await expect(workflows.deleteSnapshot(old.snapshotHash)).rejects.toMatchObject({ code: 'SNAPSHOT_NOT_FOUND' })
  const { snapshotHash } = await workflows.get('snapshots', 'w')
  await expect(workflows.deleteSnapshot(snapshotHash)).rejects.toMatchObject({ code: 'SNAPSHOT_IN_USE' })
  await expect(workflows.snapshots('snapshots', 'none')).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' })
})

test('executions are started with parameters, and found by the time they began', async () => {
  const { workflows, workflowExecutions } = harness.client
  const before = Date.now()
  const { workflowExecutionId: id } = await workflows.startExecution('default', 'w', { parameters: { n: 5 } })
  expect(await workflowExecutions.get(id)).toMatchObject({ parameters: { n: 5 } })
  await expect(workflows.startExecution('default', 'w', { parameters: { n: 'x' } })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining('"n"'),
  })
  const found = await workflowExecutions.list({ beginAfter: before })
  expect(found.items.map((item) => item.id)).toEqual([id])
  expect((await workflowExecutions.list({ beginBefore: new Date(before).toISOString() })).items).toEqual([])
  await expect(workflowExecutions.list({ beginAfter: 'yesterday' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
})

test('many executions are stopped in several commits, and none of those that wait begins', async () => {
  const { workflows, workflowExecutions } = harness.client
  await workflows.upload(uploadOf({ namespace: 'many', maxActiveExecutions: 1 }))
  const starts = Array.from({ length: 450 }, () => workflows.startExecution('many', 'w'))
  await Promise.all(starts)
  const { lastOffset } = await harness.client.server.info()
  expect(await workflows.stopExecutions('many', 'w')).toEqual({ stopped: 450 })
  for (const status of ['RUNNING', 'INIT'] as const) {
    const living = async () => (await workflowExecutions.list({ namespace: 'many', status })).items
    await expect.poll(living).toEqual([])
  }
  const { items } = await harness.client.events.list({ namespace: 'many', beginOffset: lastOffset, limit: 1000 })
  expect(items.filter(({ value }) => value === 'RUNNING')).toEqual([])
})

test('all executions of a workflow are stopped, re-run, and deleted', async () => {
  const { workflows, workflowExecutions } = harness.client
  await workflows.upload(uploadOf({ namespace: 'stops' }))
  const { workflowExecutionId: id } = await workflows.startExecution('stops', 'w')
  await expect(workflowExecutions.delete(id)).rejects.toMatchObject({ code: 'EXECUTION_ALIVE' })
  await expect(workflows.delete('stops', 'w')).rejects.toMatchObject({ code: 'EXECUTION_ALIVE' })
  expect(await workflows.stopExecutions('stops', 'w')).toEqual({ stopped: 1 })
  expect(await workflowExecutions.get(id)).toMatchObject({ status: 'STOPPED' })
  expect(await workflowExecutions.rerun(id)).toEqual({ workflowExecutionId: id, tasks: ['a'] })
  await workflowExecutions.stop(id)
  await workflowExecutions.delete(id)
  await expect(workflowExecutions.get(id)).rejects.toMatchObject({ code: 'WORKFLOW_EXECUTION_NOT_FOUND' })
  await workflows.delete('stops', 'w')
  await expect(workflows.get('stops', 'w')).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' })
})

test('an execution in which nothing runs says what it waits for, with or without its tasks', async () => {
  const { workflows, workflowExecutions, events } = harness.client
  const condition = { type: 'event', event: { key: 'orders.loaded' } }
  await workflows.upload(
    uploadOf({ name: 'waits', tasks: [bash('b', { rules: [{ name: 'r', action: 'START', condition }] })] }),
  )
  const { workflowExecutionId: id } = await workflows.startExecution('default', 'waits')
  const { blocked } = await workflowExecutions.get(id)
  expect(blocked).toMatchObject({
    idle: true,
    tasks: { count: 0 },
    events: { count: 1, first: [{ key: 'orders.loaded' }] },
  })
  expect((await workflowExecutions.get(id, { tasks: 'none' })).blocked).toEqual(blocked)
  await events.send({ key: 'orders.loaded' })
  expect((await workflowExecutions.get(id)).blocked).toBeNull()
})
