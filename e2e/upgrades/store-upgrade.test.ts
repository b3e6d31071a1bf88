import { readdirSync } from 'node:fs'
import type {
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

// Some twenty calls of the program, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000 })

let home: AIFlowHome

beforeEach(() => {
  home = new AIFlowHome()
  placeStore(home, '0.1.0')
})

afterEach(() => home.remove())

async function read<T>(...words: string[]): Promise<T> {
  return JSON.parse(await home.must(...words, '-o', 'json'))
}

function backups(): string[] {
  return readdirSync(home.folder).filter((name) => name.endsWith('.backup'))
}

async function expectAllReadable(): Promise<void> {
  const executions = await read<WorkflowExecutionDetail[]>('workflow-execution', 'list', '-n', '*')
  const known = executions.filter(({ id }) => id <= 4).map(({ id, status }) => [id, status])
  expect(Object.fromEntries(known)).toEqual({ 1: 'RUNNING', 2: 'FAILED', 3: 'STOPPED', 4: 'STOPPED' })
  const shown = await read<WorkflowExecutionDetail>('workflow-execution', 'show', '1')
  expect(shown.parameters).toEqual({ day: 'tuesday' })
  expect(shown.tasks.map(({ name, latest }) => `${name} ${latest?.status}`)).toEqual([
    'load SUCCESS',
    'train SUCCESS',
    'publish undefined',
    'never undefined',
  ])
  const { items, notMet } = await read<VerdictsResponse>('workflow-execution', 'verdicts', '1')
  expect(items.map(({ task, verdict }) => `${task} ${verdict}`)).toEqual(['never failed', 'train fired'])
  expect(notMet).toContainEqual(expect.objectContaining({ task: 'publish', count: 1 }))
  const triggers = await read<WorkflowTriggerResource[]>('workflow-trigger', 'list', 'chain')
  expect(triggers.map(({ name, paused, lastTime }) => ({ name, paused, lastTime }))).toEqual([
    { name: 'data', paused: false, lastTime: null },
    { name: 'many', paused: false, lastTime: null },
    { name: 'refund', paused: true, lastTime: null },
  ])
  const schedules = await read<WorkflowScheduleResource[]>('workflow-schedule', 'list', 'chain')
  expect(schedules.map(({ name, paused }) => `${name} ${paused}`)).toEqual(['yearly false', 'hourly true'])
  expect((await home.client.workflows.get('default', 'chain')).source?.text).toContain('export const chain')
  expect(await read<DeadLetter[]>('dead-letter', 'list')).toHaveLength(2)
  expect(await read<TokenResource[]>('token', 'list')).toMatchObject([{ name: 'reader', namespaces: ['team-a'] }])
  expect((await home.client.events.list({ key: 'data' })).items).toMatchObject([{ value: '{"rows": 3}' }])
  expect((await home.client.server.audit({ action: 'createToken' })).items).toHaveLength(1)
}

it('a store of 0.1.0 is upgraded after a backup, goes on where it was, and comes back as it was', async () => {
  const upgraded = await home.must('db', 'upgrade')
  expect(upgraded).toMatch(/Upgraded the store from schema 1 to \d+\./)
  expect(backups()).toHaveLength(1)
  expect(upgraded).toContain(backups()[0])
  expect(await home.must('db', 'upgrade')).toMatch(/has schema \d+ already/)
  await home.start()
  await expectAllReadable()
  await home.must('event', 'send', 'finish', 'yes')
  const ended = await waitFor('the end of the execution that lived on', async () => {
    const execution = await home.client.workflowExecutions.get(1)
    return execution.endTime === null ? null : execution
  })
  expect(ended.status).toBe('SUCCESS')
  expect(await home.must('task-execution', 'logs', '1', 'publish')).toBe('published\n')
  for (const value of ['two', 'three']) await home.must('event', 'send', 'click', value)
  const { items } = await home.client.workflowExecutions.list({ workflow: 'chain', type: 'EVENT' })
  expect(items[0]?.trigger.events.map((event) => event.value)).toEqual(['one', 'two', 'three'])
  await home.must('server', 'stop')
  const asked = await home.run('db', 'downgrade')
  expect(asked.exitCode).not.toBe(0)
  expect(asked.stderr).toMatch(
    /This goes back to schema 1, as of .*\. What happened since is lost: \d+ events, \d+ workflow executions?\./,
  )
  expect(await home.must('db', 'downgrade', '--yes')).toContain('The store has schema 1 again.')
})

it('a server that starts on a store of 0.1.0 upgrades it after a backup', async () => {
  await home.start()
  expect(backups()).toMatchObject([expect.stringContaining('aiflow.db.schema-1.')])
  await expectAllReadable()
  await home.must('workflow-execution', 'rerun', '2')
  await waitFor('the task that failed to be tried again', async () => {
    const { tasks } = await home.client.workflowExecutions.get(2)
    return tasks[0]?.latest?.sequenceNumber === 2 && tasks[0].latest.endTime !== null ? tasks : null
  })
})
