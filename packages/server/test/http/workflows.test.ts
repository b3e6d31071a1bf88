import type { UploadRequest } from '@aiflow/sdk/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bash, HttpHarness, uploadOf } from './http-harness.ts'

let harness: HttpHarness

beforeAll(async () => {
  harness = await HttpHarness.create()
})

afterAll(async () => {
  await harness.dispose()
})

test('an uploaded workflow is listed, and shown as it was written', async () => {
  const { client } = harness
  const { workflows } = await client.workflows.upload(uploadOf())
  expect(workflows).toMatchObject([{ namespace: 'default', name: 'w', enabled: true, created: true, changed: true }])
  expect((await client.workflows.list({ namespace: 'default' })).items).toMatchObject([{ name: 'w' }])
  const shown = await client.workflows.get('default', 'w')
  expect(shown.source).toEqual({ path: 'w.ts', text: 'const workflow = 1' })
  expect(shown.definition.tasks).toMatchObject([{ name: 'a', graceSeconds: 10 }])
})

test('the same content again changes nothing, other content creates a snapshot', async () => {
  const { client } = harness
  const before = await client.workflows.get('default', 'w')
  const { workflows } = await client.workflows.upload(uploadOf())
  expect(workflows).toMatchObject([{ created: false, changed: false, snapshotHash: before.snapshotHash }])
  const other = await client.workflows.upload({ ...uploadOf(), bundle: 'export const workflow = 2' })
  expect(other.workflows).toMatchObject([{ created: false, changed: true }])
  expect(other.workflows[0]?.snapshotHash).not.toBe(before.snapshotHash)
})

test('a dry run says what would change, and stores nothing', async () => {
  const { client } = harness
  const before = await client.workflows.get('default', 'w')
  const same = { ...uploadOf(), bundle: 'export const workflow = 2' }
  const plan = async (request: UploadRequest) => (await client.workflows.preview(request)).workflows
  expect(await plan(same)).toMatchObject([{ created: false, changed: false, snapshotHash: before.snapshotHash }])
  expect(await plan(uploadOf())).toMatchObject([{ name: 'w', created: false, changed: true, missingPools: [] }])
  const [fresh] = await plan(
    uploadOf({ name: 'fresh', tasks: [bash('a', { pool: 'gpu' }), bash('b', { pool: 'gpu' })] }),
  )
  expect(fresh).toMatchObject({ name: 'fresh', enabled: true, created: true, changed: true, missingPools: ['gpu'] })
  expect(await plan(uploadOf({ namespace: 'new', name: 'fresh' }))).toMatchObject([{ namespace: 'new', created: true }])
  await expect(plan(uploadOf({ tasks: [bash('a'), bash('a')] }))).rejects.toMatchObject({ code: 'DUPLICATE_TASK' })
  expect(await client.workflows.get('default', 'w')).toEqual(before)
  expect((await client.workflows.list()).items).toHaveLength(1)
  expect((await client.namespaces.list()).items).toHaveLength(1)
})

test('a preview has the warnings of the upload', async () => {
  const { client } = harness
  const emits = [{ key: 'model_ready', to: 'execution' as const }]
  const request = uploadOf({
    name: 'warned',
    tasks: [
      bash('a', { emits }),
      bash('b', {
        rules: [{ name: 'r', action: 'START', condition: { type: 'event', event: { key: 'model_raedy' } } }],
      }),
    ],
    triggers: [{ name: 't', condition: { type: 'event', event: { key: 'model_ready' } } }],
  })
  const { warnings } = await client.workflows.preview(request)
  expect(warnings.map(({ code }) => code)).toEqual(['UNSENT_KEY', 'UNREACHED_TRIGGER'])
  expect((await client.workflows.upload(request)).warnings).toEqual(warnings)
  expect((await client.workflows.preview(request)).warnings).toEqual(warnings)
  await client.workflows.delete('default', 'warned')
})

test('a worker finds the bundle and the files of a snapshot', async () => {
  const { snapshotHash } = await harness.client.workflows.get('default', 'w')
  const headers = { authorization: `Bearer ${harness.token}` }
  const bundle = await fetch(`${harness.server.url}/api/v1/snapshots/${snapshotHash}/bundle`, { headers })
  expect(await bundle.text()).toBe('export const workflow = 2')
  const files = await fetch(`${harness.server.url}/api/v1/snapshots/${snapshotHash}/files`, { headers })
  expect(await files.json()).toEqual([
    { path: 'data/labels.csv', contentBase64: Buffer.from('a,b').toString('base64') },
  ])
  expect(await harness.call('/api/v1/snapshots/none/bundle', { headers })).toMatchObject({
    status: 404,
    body: { code: 'SNAPSHOT_NOT_FOUND' },
  })
})

test.each([
  ['two tasks of one name', { tasks: [bash('a'), bash('a')] }, 'DUPLICATE_TASK'],
  [
    'a rule on an unknown task',
    {
      tasks: [
        bash('a', {
          rules: [{ name: 'r', action: 'START', condition: { type: 'taskStatus', task: 'b', status: 'SUCCESS' } }],
        }),
      ],
    },
    'UNKNOWN_TASK',
  ],
  [
    'an unknown status',
    {
      tasks: [
        bash('a', {
          rules: [{ name: 'r', action: 'START', condition: { type: 'taskStatus', task: 'a', status: 'OK' } }],
        }),
      ],
    },
    'INVALID_ARGUMENT',
  ],
  ['a bad expression', { schedules: [{ name: 's', expression: 'cron@99 * * * *' }] }, 'INVALID_EXPRESSION'],
  ['a bad name', { name: 'a/b' }, 'INVALID_ARGUMENT'],
])('a workflow with %s is refused, and nothing of it is stored', async (_what, definition, code) => {
  const { client } = harness
  const upload = uploadOf({ namespace: 'refused', ...definition })
  await expect(client.workflows.upload(upload)).rejects.toMatchObject({ code })
  expect((await client.workflows.list({ namespace: 'refused' })).items).toEqual([])
})

test.each(['../x', '/etc/passwd', 'a//b', 'a/./b', 'a\\b', ''])('an extra file "%s" is refused', async (path) => {
  const upload = { ...uploadOf(), files: [{ path, contentBase64: '' }] }
  await expect(harness.client.workflows.upload(upload)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
})

test('a disabled workflow starts nothing until it is enabled', async () => {
  const { client } = harness
  expect(await client.workflows.disable('default', 'w')).toMatchObject({ enabled: false })
  await expect(client.workflows.startExecution('default', 'w')).rejects.toMatchObject({ code: 'WORKFLOW_DISABLED' })
  expect(await client.workflows.enable('default', 'w')).toMatchObject({ enabled: true })
  expect(await client.workflows.startExecution('default', 'w')).toEqual({ workflowExecutionId: expect.any(Number) })
})

test('triggers are added, paused, resumed and deleted', async () => {
  const { client } = harness
  const condition = { type: 'event', event: { key: 'go' } } as const
  expect(await client.triggers.add('default', 'w', { name: 'on-go', condition })).toMatchObject({
    declared: false,
    paused: false,
  })
  await expect(client.triggers.add('default', 'w', { name: 'on-go', condition })).rejects.toMatchObject({
    code: 'ALREADY_EXISTS',
  })
  expect(await client.triggers.pause('default', 'w', 'on-go')).toMatchObject({ paused: true })
  expect(await client.triggers.resume('default', 'w', 'on-go')).toMatchObject({ paused: false })
  expect((await client.triggers.list({ workflow: 'w' })).items).toMatchObject([{ name: 'on-go', condition }])
  await client.triggers.delete('default', 'w', 'on-go')
  expect((await client.triggers.list()).items).toEqual([])
  await expect(client.triggers.pause('default', 'w', 'on-go')).rejects.toMatchObject({ code: 'TRIGGER_NOT_FOUND' })
})

test('schedules are added, paused, resumed and deleted', async () => {
  const { client } = harness
  const schedule = { name: 'nightly', expression: 'cron@0 3 * * *', timezone: 'Europe/Berlin' }
  const added = await client.schedules.add('default', 'w', schedule)
  expect(added).toMatchObject({ ...schedule, catchUp: 'one', nextTime: expect.any(Number) })
  expect(await client.schedules.pause('default', 'w', 'nightly')).toMatchObject({ paused: true, nextTime: null })
  expect(await client.schedules.resume('default', 'w', 'nightly')).toMatchObject({
    paused: false,
    nextTime: added.nextTime,
  })
  expect((await client.schedules.list({ namespace: 'default' })).items).toMatchObject([{ name: 'nightly' }])
  await client.schedules.delete('default', 'w', 'nightly')
  expect((await client.schedules.list()).items).toEqual([])
  const bad = { name: 'bad', expression: 'cron@nonsense' }
  await expect(client.schedules.add('default', 'w', bad)).rejects.toMatchObject({ code: 'INVALID_EXPRESSION' })
})

test('missing things are not found', async () => {
  const { client } = harness
  const missing = { workflowExecutionId: 999, taskName: 'a', sequenceNumber: 1 }
  await expect(client.workflows.get('default', 'none')).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' })
  await expect(client.workflows.startExecution('default', 'none')).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' })
  await expect(client.workflowExecutions.get(999)).rejects.toMatchObject({ code: 'WORKFLOW_EXECUTION_NOT_FOUND' })
  await expect(client.workflowExecutions.stop(999)).rejects.toMatchObject({ code: 'WORKFLOW_EXECUTION_NOT_FOUND' })
  await expect(client.taskExecutions.list(999)).rejects.toMatchObject({ code: 'WORKFLOW_EXECUTION_NOT_FOUND' })
  await expect(client.taskExecutions.get(missing)).rejects.toMatchObject({ code: 'WORKFLOW_EXECUTION_NOT_FOUND' })
  const { workflowExecutionId } = await client.workflows.startExecution('default', 'w')
  await expect(client.taskExecutions.start(workflowExecutionId, 'zzz')).rejects.toMatchObject({
    code: 'TASK_NOT_FOUND',
  })
  await expect(client.taskExecutions.get({ ...missing, workflowExecutionId, sequenceNumber: 2 })).rejects.toMatchObject(
    {
      code: 'TASK_EXECUTION_NOT_FOUND',
    },
  )
})

test('a list of workflows includes the newest executions of each on request', async () => {
  const { workflows } = harness.client
  await workflows.upload(uploadOf({ namespace: 'recent', name: 'never-started' }))
  await workflows.upload(uploadOf({ namespace: 'recent', name: 'often-started' }))
  const ids: number[] = []
  for (let index = 0; index < 3; index += 1) {
    ids.push((await workflows.startExecution('recent', 'often-started')).workflowExecutionId)
  }
  const { items } = await workflows.list({ namespace: 'recent', recent: 2 })
  expect(items.map(({ recent }) => recent?.map(({ id }) => id))).toEqual([[], [ids[2], ids[1]]])
  expect((await workflows.list({ namespace: 'recent' })).items[0]).not.toHaveProperty('recent')
})
