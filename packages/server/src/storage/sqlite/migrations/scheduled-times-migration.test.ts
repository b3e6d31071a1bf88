import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemporaryFolder } from '../../../testing/temporary-folder.ts'
import { openStore } from '../file/open-store.ts'
import { MIGRATIONS } from './migrations.ts'

const INSERT_EXECUTION = `
INSERT INTO workflow_executions (
  id, workflow_id, namespace, workflow_name, snapshot_hash, type, status, stopping, paused, begin_time, trigger_json,
  parameters
) VALUES (?, 1, 'default', 'w', 'h', ?, 'SUCCESS', 0, 0, 1, ?, '{}')`

const INSERT_SCHEDULE = `
INSERT INTO schedules VALUES (?, 1, 'default', 'w', 's', 'cron@@daily', 'UTC', 'one', ?, 'allow', 1, 0, NULL, NULL, 1, 1)`

let folder: Awaited<ReturnType<typeof createTemporaryFolder>>

beforeEach(async () => {
  folder = await createTemporaryFolder()
})

afterEach(() => folder.remove())

test('executions of an older store get the due time that their trigger names, and texts stay what they are', () => {
  const path = join(folder.path, 'aiflow.db')
  const older = openStore({ path, timeMs: 1, migrations: MIGRATIONS.slice(0, 8) })
  const firing = { value: JSON.stringify({ timerId: 'schedule:1', dueTime: 5000 }) }
  const triggers = [
    ['PERIODIC', { rule: 's', events: [firing] }],
    ['MANUAL', { rule: null, events: [] }],
    ['PERIODIC', { rule: 's', events: [{ value: 'damaged' }] }],
  ] as const
  for (const [index, [type, trigger]] of triggers.entries()) {
    older.statement(INSERT_EXECUTION).run(index + 1, type, JSON.stringify(trigger))
  }
  older.statement(INSERT_EXECUTION).run(4, 'PERIODIC', '{damaged')
  older.statement(INSERT_SCHEDULE).run(1, '{"a":["${HOME}",1],"${b}":"$"}')
  older.statement(INSERT_SCHEDULE).run(2, '{"damaged ${')
  older.close()

  const store = openStore({ path, timeMs: 2 })
  const times = store.all<object>(
    'SELECT schedule_name AS name, due_time AS dueTime, interval_start AS start FROM workflow_executions ORDER BY id',
  )
  const none = { name: null, dueTime: null, start: null }
  expect(times.map((row) => ({ ...row }))).toEqual([{ name: 's', dueTime: 5000, start: null }, none, none, none])
  const parameters = store.all<{ parameters: string }>('SELECT parameters FROM schedules ORDER BY id')
  expect(parameters.map((row) => row.parameters)).toEqual(['{"a":["$${HOME}",1],"${b}":"$"}', '{"damaged ${'])
  store.close()
})
