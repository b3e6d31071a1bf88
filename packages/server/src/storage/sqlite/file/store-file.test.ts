import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemporaryFolder } from '../../../testing/temporary-folder.ts'
import { MIGRATIONS } from '../migrations/migrations.ts'
import { SqliteSchedulerStorage } from '../sqlite-scheduler-storage.ts'
import { backUpStore, describeStore, prepareStore, removeStore, restoreStore } from './store-file.ts'

let folder: Awaited<ReturnType<typeof createTemporaryFolder>>
let path: string

beforeEach(async () => {
  folder = await createTemporaryFolder()
  path = join(folder.path, 'aiflow.db')
})

afterEach(() => folder.remove())

const setOffset = (file: string, offset: number) => {
  const database = new DatabaseSync(file)
  database.prepare('UPDATE store SET last_offset = ?').run(offset)
  database.close()
}

async function makeStore(): Promise<void> {
  const storage = new SqliteSchedulerStorage({ path, now: () => 0 })
  await storage.open()
  await storage.close()
}

test('a store that is not there is made, and described', async () => {
  expect(describeStore(path)).toBeNull()
  prepareStore(path, 0)
  expect(describeStore(path)).toEqual({ schema: MIGRATIONS.length, lastOffset: 0, workflowExecutions: 0 })
})

test('a backup that is restored is what the store was; what came since is kept aside', async () => {
  await makeStore()
  setOffset(path, 7)
  const backup = join(folder.path, 'backup')
  backUpStore(path, backup)
  setOffset(path, 9)
  const replaced = join(folder.path, 'replaced')
  restoreStore(path, backup, replaced)
  expect([path, backup, replaced].map((file) => describeStore(file)?.lastOffset)).toEqual([7, 7, 9])
})

test('a store is copied while it is open and written to', async () => {
  await makeStore()
  const writer = new DatabaseSync(path)
  writer.exec('UPDATE store SET last_offset = 5; BEGIN IMMEDIATE; UPDATE store SET last_offset = 6')
  const backup = join(folder.path, 'backup')
  backUpStore(path, backup)
  writer.exec('COMMIT')
  writer.close()
  expect(describeStore(backup)?.lastOffset).toBe(5)
})

test('a damaged store gives way to a backup', async () => {
  await makeStore()
  const backup = join(folder.path, 'backup')
  backUpStore(path, backup)
  await writeFile(path, 'no database at all')
  expect(() => describeStore(path)).toThrow(/damaged or not a store/)
  restoreStore(path, backup, join(folder.path, 'replaced'))
  expect(describeStore(path)?.schema).toBe(MIGRATIONS.length)
})

test('nothing is touched where the backup is none', async () => {
  await makeStore()
  const other = join(folder.path, 'other')
  const database = new DatabaseSync(other)
  database.exec('CREATE TABLE a (b TEXT)')
  database.close()
  const replaced = join(folder.path, 'replaced')
  expect(() => restoreStore(path, other, replaced)).toThrow(/is not a store of AIFlow/)
  expect(() => restoreStore(path, join(folder.path, 'missing'), replaced)).toThrow(/There is no store/)
  expect((await readdir(folder.path)).sort()).toEqual(['aiflow.db', 'other'])
})

test('a store that is removed leaves nothing', async () => {
  await makeStore()
  removeStore(path)
  expect(await readdir(folder.path)).toEqual([])
})

test('a backup that fails leaves nothing of itself, and one that was cut off by a crash is no backup', async () => {
  await makeStore()
  expect(() => backUpStore(path, join(folder.path, 'none', 'backup'))).toThrow('none')
  await writeFile(join(folder.path, 'backup.new'), 'half')
  backUpStore(path, join(folder.path, 'backup'))
  expect((await readdir(folder.path)).filter((name) => !name.startsWith('aiflow.db'))).toEqual(['backup'])
})
