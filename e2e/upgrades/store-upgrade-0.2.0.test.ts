import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type {
  AuditEntry,
  DeadLetter,
  TokenResource,
  VerdictsResponse,
  WorkflowExecutionDetail,
  WorkflowScheduleResource,
  WorkflowTriggerResource,
} from '@aiflow/sdk/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { placeStore } from '../support/released-store.ts'
import { waitFor } from '../support/wait-for.ts'

// Some thirty calls of the program, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000 })

let home: AIFlowHome

beforeEach(() => {
  home = new AIFlowHome()
  placeStore(home, '0.2.0')
})

afterEach(() => home.remove())

async function read<T>(...words: string[]): Promise<T> {
  return JSON.parse(await home.must(...words, '-o', 'json'))
}

function sql(statement: string): void {
  const store = new DatabaseSync(join(home.folder, 'aiflow.db'))
  store.exec(statement)
  store.close()
}

/** The worker that had the attempts that ran is not coming back. */
async function forgetOldWorker(): Promise<void> {
  const { workers } = await home.client.server.info()
  const old = workers.find(({ connected }) => !connected)
  await home.must('worker', 'forget', old?.id ?? 'none', '--yes')
}

function statusesOf({ tasks }: WorkflowExecutionDetail): string[] {
  return tasks.map(({ name, latest, pendingStarts }) => `${name} ${latest?.status ?? 'never'} ${pendingStarts}`)
}

async function succeeds(taskName: string, sequenceNumber = 1): Promise<void> {
  await waitFor(`the success of ${taskName}`, async () => {
    const { status } = await home.client.taskExecutions
      .get({ workflowExecutionId: 1, taskName, sequenceNumber })
      .catch(() => ({ status: null }))
    return status === 'SUCCESS' ? true : null
  })
}

it('a store of 0.2.0 is upgraded when a server starts, and all of it can be read', async () => {
  await home.start()
  expect(readdirSync(home.folder).filter((name) => name.endsWith('.backup'))).toMatchObject([
    expect.stringContaining('aiflow.db.schema-2.'),
  ])
  expect((await home.client.server.info()).unreadable).toEqual([])
  const executions = await read<WorkflowExecutionDetail[]>('workflow-execution', 'list', '-n', '*')
  expect(executions.map(({ id, workflowName, status }) => `${id} ${workflowName} ${status}`)).toEqual([
    '7 endless STOPPED',
    '6 endless INIT',
    '5 endless RUNNING',
    '3 quick SUCCESS',
    '2 broken FAILED',
    '1 full RUNNING',
  ])
  const shown = await read<WorkflowExecutionDetail>('workflow-execution', 'show', '1')
  expect(shown.parameters).toEqual({ day: 'tuesday' })
  expect(statusesOf(shown)).toEqual([
    'train SUCCESS 0',
    'after SUCCESS 0',
    'queued RUNNING 3',
    'later RETRYING 0',
    'join never 0',
    'third SUCCESS 0',
    'never never 0',
  ])
  expect(await home.client.workflowExecutions.outputs(1)).toMatchObject({ train: { rows: 3 } })
  expect(await home.client.workflowExecutions.states(1)).toMatchObject({ count: 4, model: 'v1' })
  const train = { workflowExecutionId: 1, taskName: 'train', sequenceNumber: 1 }
  const metrics = await home.client.taskExecutions.metrics(train)
  expect(metrics.items).toMatchObject([{ metrics: { loss: 0.5 } }])
  const { items, notMet } = await read<VerdictsResponse>('workflow-execution', 'verdicts', '1')
  expect(items.filter(({ verdict }) => verdict === 'failed')).toHaveLength(2)
  expect(notMet).toContainEqual(expect.objectContaining({ task: 'join', count: 2 }))
  const triggers = await read<WorkflowTriggerResource[]>('workflow-trigger', 'list', 'full')
  expect(triggers.map(({ name, paused }) => `${name} ${paused}`)).toEqual([
    'data false',
    'many false',
    'newest false',
    'refund true',
  ])
  const schedules = await read<WorkflowScheduleResource[]>('workflow-schedule', 'list', 'full')
  expect(schedules.map(({ name, paused }) => `${name} ${paused}`)).toEqual(['yearly false', 'hourly true'])
  expect(await read('namespace', 'show', 'team-a')).toMatchObject({ properties: { owner: 'ann' } })
  expect(await read('pool', 'list')).toMatchObject([{ name: 'gpu', slots: 1 }])
  expect(await read<DeadLetter[]>('dead-letter', 'list')).toHaveLength(2)
  expect(await read<TokenResource[]>('token', 'list')).toMatchObject([{ name: 'ci' }, { name: 'reader' }])
  expect(await home.must('why', '1', 'after')).toContain('train')
  expect((await home.client.workflows.get('default', 'full')).source?.text).toContain('export const full')
  const audit = await read<AuditEntry[]>('audit', 'list', '--all')
  expect(audit.map(({ action }) => action)).toEqual(expect.arrayContaining(['upload', 'setState', 'deleteExecution']))
  const { items: tokens } = await home.client.events.list({ kind: 'control', key: 'aiflow/control/createToken' })
  expect(tokens).toMatchObject([{ principal: 'token:home' }, { principal: 'token:home' }])
  expect(JSON.stringify(tokens)).not.toContain('secretHash')
  expect(await home.must('event', 'list', 'order', '-o', 'plain')).toContain('total')
})

it('a store of 0.2.0 goes on where it was', async () => {
  await home.start()
  await forgetOldWorker()
  // What ran is lost; what waited for it begins.
  const queued = await waitFor('the start that waited', async () => {
    const { items } = await home.client.taskExecutions.list(1, { task: 'queued' })
    return items[0]?.sequenceNumber === 2 && items[0].status === 'RUNNING' ? items[0] : null
  })
  expect(queued.trigger.events.map(({ value }) => value)).toEqual(['one'])
  await waitFor('the execution that waited', async () => {
    const { status } = await home.client.workflowExecutions.get(6)
    return status === 'RUNNING' ? true : null
  })
  await home.must('task-execution', 'retry', '1', 'later')
  await succeeds('later')
  await home.must('event', 'send', 'right', 'r')
  await succeeds('join')
  const { trigger } = await home.client.taskExecutions.get({
    workflowExecutionId: 1,
    taskName: 'join',
    sequenceNumber: 1,
  })
  expect(trigger.events.map(({ value }) => value)).toEqual(['l2', 'r'])
  await home.must('rule', 'enable', '1', 'third', 'rule-0')
  for (const value of ['5', '6']) await home.must('event', 'send', 'count', value)
  await succeeds('third', 2)
  await home.must('event', 'send', 'click', 'three')
  const { items } = await home.client.workflowExecutions.list({ workflow: 'full', type: 'EVENT' })
  expect(items[0]?.trigger.events.map(({ value }) => value)).toEqual(['one', 'two', 'three'])
  await home.must('workflow-execution', 'rerun', '2')
})

it('a store of 0.2.0 whose rows are damaged is upgraded: what is readable goes on, what is not is told', async () => {
  sql(`
    UPDATE events SET value = substr(value, 1, length(value) / 2)
    WHERE key IN ('aiflow/control/upload', 'aiflow/control/createToken');
    UPDATE task_memories SET pending_starts = substr(pending_starts, 1, 100) WHERE task_name = 'queued';
    UPDATE snapshots SET source = '{' WHERE workflow_name = 'broken';
    UPDATE control_results SET result = '{';
    UPDATE timers SET due_time = 9223372036854775807 WHERE id = 'schedule:1';
  `)
  await home.start()
  const { unreadable } = await home.client.server.info()
  expect(unreadable?.map(({ table, key }) => `${table} ${key}`)).toEqual(
    expect.arrayContaining(['pending_starts 1/queued/1', expect.stringContaining('snapshots')]),
  )
  expect(await home.must('server', 'status')).toContain('"1/queued/1" of "pending_starts"')
  expect((await home.run('workflow-execution', 'stop', '1')).stderr).toContain('its rows in the store cannot be read')
  const audit = await read<AuditEntry[]>('audit', 'list')
  expect(audit.map(({ action }) => action)).toEqual(expect.arrayContaining(['upload', 'createToken']))
  expect(await home.must('workflow-execution', 'start', 'quick', '--wait')).toContain('SUCCESS')
  await home.must('workflow-execution', 'stop', '6')
})
