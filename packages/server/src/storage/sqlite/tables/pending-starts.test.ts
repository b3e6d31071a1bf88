import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventRow, MANUAL, pendingRow } from '../../../testing/rows.ts'
import { createTemporaryFolder } from '../../../testing/temporary-folder.ts'
import { CommitBlocks } from '../commit/commit-blocks.ts'
import { openStore } from '../file/open-store.ts'
import { MIGRATIONS } from '../migrations/migrations.ts'
import { SqliteReadStorage } from '../sqlite-read-storage.ts'
import { SqliteSchedulerStorage } from '../sqlite-scheduler-storage.ts'
import { pendingStarts } from './pending-starts.ts'

let folder: Awaited<ReturnType<typeof createTemporaryFolder>>
let path: string

beforeEach(async () => {
  folder = await createTemporaryFolder()
  path = join(folder.path, 'aiflow.db')
})

afterEach(() => folder.remove())

test('starts that an older version stored in one row of their task wait on, in order', async () => {
  openStore({ path, timeMs: 1, migrations: MIGRATIONS.slice(0, 2) }).close()
  const trigger = { ...MANUAL, events: [eventRow({ offset: 5, value: 'v' })], outputs: { up: null } }
  const starts = [
    { trigger, offset: 5, depth: 3, cause: 'queue' },
    { trigger: MANUAL, offset: 6, cause: 'restart' },
  ]
  const database = new DatabaseSync(path)
  const insert = database.prepare('INSERT INTO task_memories VALUES (?, ?, ?, ?)')
  insert.run(1, 'task', JSON.stringify(starts), '{"a":1}')
  insert.run(1, 'other', '[]', 'null')
  database.close()

  const storage = new SqliteSchedulerStorage({ path })
  await storage.open()
  const reads = new SqliteReadStorage({ path })
  expect(await storage.tasks.loadPendingHead({ workflowExecutionId: 1, taskName: 'task' })).toEqual([
    pendingRow({ position: 1, trigger, offset: 5, depth: 3 }),
    pendingRow({ position: 2, offset: 6, cause: 'restart' }),
  ])
  expect(await reads.tasks.countPendingStarts(1)).toEqual(new Map([['task', 2]]))
  expect(await reads.tasks.memories(1)).toEqual([
    { workflowExecutionId: 1, taskName: 'other', lastOutput: null },
    { workflowExecutionId: 1, taskName: 'task', lastOutput: { a: 1 } },
  ])
  await reads.close()
  await storage.close()
})

test('an output is stored once for all starts that wait with it, until none does', () => {
  const connection = openStore({ path, timeMs: 1 })
  const stored = () => connection.all('SELECT length(output) AS length FROM pending_outputs ORDER BY position')
  const first = { ...MANUAL, outputs: { up: 'o'.repeat(30_000) } }
  const second = { ...MANUAL, outputs: { up: 'o'.repeat(40_000) } }
  const blocks = new CommitBlocks()
  const added = Array.from({ length: 100 }, (_, index) =>
    pendingRow({ position: index + 1, trigger: index < 60 ? first : second }),
  )
  const remove = (from: number, to: number) => {
    pendingStarts.write(connection, { removed: [{ workflowExecutionId: 1, taskName: 'task', from, to }] }, blocks)
  }
  pendingStarts.write(connection, { added }, blocks)
  expect(stored()).toMatchObject([{ length: 30_002 }, { length: 40_002 }])
  remove(1, 59)
  expect(stored()).toHaveLength(2)
  remove(60, 60)
  expect(stored()).toMatchObject([{ length: 40_002 }])
  remove(61, 100)
  expect(stored()).toEqual([])
  connection.close()
})

test('the outputs of a start keep their order, be they long or short', async () => {
  const trigger = { ...MANUAL, outputs: { b: 'o'.repeat(2000), a: 1, d: 'p'.repeat(2000), c: null } }
  const connection = openStore({ path, timeMs: 1 })
  pendingStarts.write(connection, { added: [pendingRow({ trigger })] }, new CommitBlocks())
  connection.close()
  const storage = new SqliteSchedulerStorage({ path })
  await storage.open()
  const [start] = await storage.tasks.loadPendingHead({ workflowExecutionId: 1, taskName: 'task' })
  expect(JSON.stringify(start?.trigger)).toBe(JSON.stringify(trigger))
  await storage.close()
})
