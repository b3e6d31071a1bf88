import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ControlRequest, ControlResult } from '../../src/log/control.ts'
import { bash, failure, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

/** What may be wrong with the rows of an execution that has ended, in SQL. */
const DAMAGES: Readonly<Record<string, string>> = {
  parameters: "UPDATE workflow_executions SET parameters = '{' WHERE id = 1",
  'the trigger of a task': "UPDATE task_executions SET trigger_json = '{' WHERE workflow_execution_id = 1",
  'the attempts of a task': "UPDATE task_executions SET previous_attempts = '[null]' WHERE workflow_execution_id = 1",
  'the attempts of a task, which are no list':
    "UPDATE task_executions SET previous_attempts = '3', outcome = '{' WHERE workflow_execution_id = 1",
  'the id of a task execution': `UPDATE task_executions SET id = id + 1152921504606846976 WHERE workflow_execution_id = 1`,
  'the time of its end': 'UPDATE workflow_executions SET end_time = 1152921504606846976 WHERE id = 1',
  'an output': "UPDATE task_memories SET last_output = '{' WHERE workflow_execution_id = 1",
  'a state': "UPDATE states SET value = '{' WHERE lane = 'execution:1'",
  'its snapshot': "UPDATE snapshots SET definition = '{' WHERE workflow_name = 'w'",
}
/** Those that keep it from being read. */
const UNREADABLE = Object.entries(DAMAGES).filter(([name]) => !/attempts of a task$|its end/.test(name))

const CODE = { type: 'code', expectEventKeys: ['k'], className: 'C' }

let harness: SchedulerHarness

/** Executions 1 of "w" and 2 and 3 of "other" have failed. */
beforeEach(async () => {
  harness = await SchedulerHarness.create()
  await harness.upload({ tasks: [bash('good'), bash('a', { optional: true }), bash('b')] })
  await harness.upload({ name: 'other', tasks: [bash('b')] })
  for (const workflow of ['w', 'other', 'other']) {
    await harness.start(workflow)
    if (workflow === 'w') {
      await harness.succeed('good', { x: 1 })
      await harness.control({ type: 'setState', workflowExecutionId: 1, name: 's', value: 1 })
      await harness.fail('a')
    }
    await harness.finished('b', failure())
  }
})

afterEach(async () => {
  await harness.dispose()
})

function codeOf(result: PromiseSettledResult<ControlResult>): string {
  if (result.status === 'rejected') return result.reason.code ?? String(result.reason)
  return result.value.ok ? 'ok' : result.value.error.code
}

async function ask(...requests: ControlRequest[]): Promise<string[]> {
  return (await Promise.allSettled(requests.map((request) => harness.control(request)))).map(codeOf)
}

function left(table: string): number {
  const database = new DatabaseSync(harness.storePath)
  const row = database.prepare(`SELECT count(*) AS n FROM ${table} WHERE workflow_execution_id = 1`).get()
  database.close()
  return Number(row?.n)
}

describe.each(UNREADABLE)('with damage to %s', (_, sql) => {
  test('requests for the execution fail with the reason, and other requests of the commit succeed', async () => {
    harness.sql(sql)
    expect(
      await ask(
        { type: 'startExecution', namespace: 'default', workflow: 'other' },
        { type: 'rerunExecution', workflowExecutionId: 1 },
        { type: 'rerunExecution', workflowExecutionId: 2 },
        { type: 'taskAction', workflowExecutionId: 1, task: 'a', action: 'START' },
        { type: 'deleteExecution', workflowExecutionId: 3 },
      ),
    ).toEqual(['ok', 'ROW_UNREADABLE', 'ok', 'ROW_UNREADABLE', 'ok'])
    expect(harness.lost).toBe(null)
  })
})

describe.each(Object.entries(DAMAGES))('with damage to %s', (_, sql) => {
  test('an execution that has ended can be deleted, and all that it left is swept', async () => {
    harness.sql(sql)
    const deletion = { type: 'deleteExecution', workflowExecutionId: 1 } as const
    expect(await ask(deletion, deletion)).toEqual(['ok', 'WORKFLOW_EXECUTION_NOT_FOUND'])
    const { items } = await harness.reads.requests.audit({ exceptKeys: [] }, { limit: 2 })
    expect(items).toMatchObject([{ namespace: '*' }, { namespace: 'default', key: 'aiflow/control/deleteExecution' }])
    await vi.waitFor(() => expect([left('task_executions'), left('task_memories')]).toEqual([0, 0]))
    expect(await harness.reads.lanes.states('execution:1')).toEqual([])
  })
})

describe.each(Object.entries(DAMAGES).filter(([name]) => name !== 'the time of its end'))(
  'with damage to %s',
  (_, sql) => {
    test('history removes it when it is old enough', async () => {
      harness.sql(sql)
      await harness.scheduler.retire({ endedBefore: harness.now + 1 }, 100)
      await vi.waitFor(() => expect([left('task_executions'), left('task_memories')]).toEqual([0, 0]))
      expect((await harness.reads.executions.list({}, { limit: 9 })).items).toEqual([])
    })
  },
)

test('deleting a living execution that was set aside does not report it as missing', async () => {
  await harness.start('other')
  await harness.close()
  harness.sql("UPDATE workflow_executions SET parameters = '{' WHERE id = 4")
  await harness.open()
  expect(await ask({ type: 'deleteExecution', workflowExecutionId: 4 })).toEqual(['ROW_UNREADABLE'])
})

test('a retry of an unreadable dead letter reports the reason, and the letter can be dropped', async () => {
  await harness.upload({
    name: 'code',
    lifetime: 'untilStopped',
    tasks: [bash('t', { rules: [{ ...onEvent('START', 'k'), condition: CODE }] })],
  })
  await harness.start('code')
  harness.worker.evaluation = async () => ({ type: 'error', cause: 'user', message: 'no' }) as never
  for (let n = 0; n < 3; n += 1) await harness.send('k')
  await vi.waitFor(async () => expect(await harness.reads.deadLetters.count()).toBe(3))
  harness.sql("UPDATE dead_letters SET context = '{' WHERE id = 1")
  const retry = (id: number) => ({ type: 'retryDeadLetter', namespace: 'default', id }) as const
  expect(await ask(retry(1), { type: 'startExecution', namespace: 'default', workflow: 'other' })).toEqual([
    'ROW_UNREADABLE',
    'ok',
  ])
  expect(await ask({ type: 'dropDeadLetters', namespace: 'default', ids: [1, 2, 3] })).toEqual(['ok'])
  expect(await harness.reads.deadLetters.count()).toBe(0)
})
