import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, HttpHarness, uploadOf } from '../http/http-harness.ts'
import { WorkerConnection } from '../workers/worker-connection.ts'

let harness: HttpHarness
let id: number
let attemptId: string

beforeEach(async () => {
  harness = await HttpHarness.create()
  await harness.client.workflows.upload(uploadOf({ tasks: [bash('a')] }))
  id = (await harness.client.workflows.startExecution('default', 'w')).workflowExecutionId
  const worker = await greet()
  attemptId = (await worker.nextStart()).attemptId
  worker.socket.close()
})

afterEach(async () => {
  await harness.dispose()
})

function greet(hello?: Parameters<typeof WorkerConnection.greet>[2]): Promise<WorkerConnection> {
  return WorkerConnection.greet(harness.server.url, harness.token, hello)
}

/** Changes the store while no server uses it. */
async function restartWith(sql: string): Promise<void> {
  await harness.server.stop()
  const store = new DatabaseSync(harness.storePath)
  store.exec(sql)
  store.close()
  await harness.start()
}

const PATHS = [
  'server',
  'namespaces',
  'workflows',
  'workflows/default/w',
  'triggers',
  'schedules',
  'tokens',
  'pools/default',
  'workflow-executions',
  'workflow-executions/1',
  'workflow-executions/1/task-executions',
  'workflow-executions/1/task-executions/a/1',
  'workflow-executions/1/task-executions/a/1/why',
  'workflow-executions/1/states',
  'workflow-executions/1/outputs',
  'workflow-executions/1/verdicts',
  'workflows/default/w/snapshots',
  'audit',
  'statistics/load',
  'workflow-executions/1/tasks/a/why-not',
  'task-executions?state=living',
  'events?all=true',
  'dead-letters',
  'control/1',
  ...[1, 2, 3, 4, 5].flatMap((offset) => [`events/${offset}`, `events/${offset}/effects`]),
]

const DAMAGES = [
  `UPDATE namespaces SET properties = '{'`,
  `UPDATE snapshots SET definition = '{'`,
  `UPDATE workflows SET version = 1152921504606846976`,
  `UPDATE workflow_executions SET parameters = '{'`,
  `UPDATE workflow_executions SET begin_time = 1152921504606846976`,
  `UPDATE task_executions SET trigger_json = '{'`,
  `UPDATE task_executions SET retry_time = 1152921504606846976`,
  `UPDATE events SET context = '{' WHERE context IS NOT NULL`,
  `UPDATE events SET value = '{' WHERE kind <> 'status'`,
  `UPDATE events SET value = '{', context = '[]'`,
  `UPDATE control_results SET result = '{'`,
  `UPDATE verdicts SET saw = '{', others = '{'`,
  `UPDATE states SET value = '{'`,
]

test.each(DAMAGES)('after %s everything is answered, and nothing as a fault of the server', async (sql) => {
  await restartWith(sql)
  const headers = { authorization: `Bearer ${harness.token}` }
  const answers = await Promise.all(
    PATHS.map(async (path) => {
      const { status, body } = await harness.call(`/api/v1/${path}`, { headers })
      return { path, status, code: body.code }
    }),
  )
  expect(answers.filter(({ status, code }) => status >= 500 || code === 'ROUTE_NOT_FOUND')).toEqual([])
})

test('the server lists unreadable rows to tokens for all namespaces', async () => {
  await restartWith(`UPDATE task_executions SET trigger_json = '{'`)
  expect((await harness.client.server.info()).unreadable).toEqual([
    { table: 'task_executions', key: `${id}/a/1`, reason: 'its JSON cannot be parsed' },
  ])
  const { secret } = await harness.client.tokens.create({ name: 'x', role: 'viewer', namespaces: ['default'] })
  expect((await harness.clientWith(secret).server.info()).unreadable).toBe(undefined)
  await expect(harness.client.workflowExecutions.stop(id)).rejects.toMatchObject({ code: 'ROW_UNREADABLE' })
})

test('reports about an execution that is set aside count once it can be read', async () => {
  await restartWith(`UPDATE workflow_executions SET parameters = '{' || parameters`)
  const held = [{ attemptId, finished: true }]
  const worker = await WorkerConnection.open(harness.server.url, harness.token)
  worker.hello({ held })
  expect(await worker.next('welcome')).toMatchObject({ settled: [] })
  const outcome = { type: 'success', output: null } as const
  const finished = { type: 'finished', attemptId, outcome, startedAt: 1, endedAt: 2 } as const
  worker.send({ type: 'reports', reports: [{ id: 'kept', report: finished }] })
  expect(await worker.next('acknowledge')).toMatchObject({ reportIds: [] })
  worker.socket.close()
  await restartWith(`UPDATE workflow_executions SET parameters = substr(parameters, 2)`)
  const again = await greet({ held })
  again.send({ type: 'reports', reports: [{ id: 'kept', report: finished }] })
  expect(await again.next('acknowledge')).toMatchObject({ reportIds: ['kept'] })
  expect((await harness.client.workflowExecutions.get(id)).status).toBe('SUCCESS')
  again.socket.close()
})

test('unreadable ended executions and dead letters can be deleted', async () => {
  const store = new DatabaseSync(harness.storePath)
  await harness.client.workflowExecutions.stop(id)
  const { secret } = await harness.client.tokens.create({ name: 'x', role: 'operator', namespaces: ['default'] })
  store.exec(`
    UPDATE workflow_executions SET parameters = '{', status = 'STOPPED', end_time = 1 WHERE id = ${id};
    INSERT INTO dead_letters (id, source, namespace, event_offset, error, create_time, context)
    VALUES (1, 'step', 'default', 1, 'oops', 1, '{'), (2, 'step', 'elsewhere', 1, 'oops', 1, '{');
  `)
  store.close()
  await harness.server.stop()
  await harness.start()
  const { deadLetters, workflowExecutions } = harness.clientWith(secret)
  await expect(deadLetters.get(1)).rejects.toMatchObject({ code: 'ROW_UNREADABLE' })
  await deadLetters.drop(1)
  await expect(deadLetters.drop(2)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(workflowExecutions.get(id)).rejects.toMatchObject({ code: 'ROW_UNREADABLE' })
  await workflowExecutions.delete(id)
  await expect(workflowExecutions.get(id)).rejects.toMatchObject({ code: 'WORKFLOW_EXECUTION_NOT_FOUND' })
})
