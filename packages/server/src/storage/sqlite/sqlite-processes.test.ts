import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTemporaryFolder } from '../../testing/temporary-folder.ts'
import { SqliteReadStorage } from './sqlite-read-storage.ts'
import { SqliteSchedulerStorage } from './sqlite-scheduler-storage.ts'

const WRITER = fileURLToPath(new URL('../../testing/commit-writer.ts', import.meta.url))
const TIMEOUT_MS = 60_000

let folder: Awaited<ReturnType<typeof createTemporaryFolder>>
let path: string
let writer: ChildProcess | null

beforeEach(async () => {
  folder = await createTemporaryFolder()
  path = join(folder.path, 'aiflow.db')
  writer = null
})

afterEach(async () => {
  if (writer !== null) await killWriter(writer)
  await folder.remove()
})

describe('a store in SQLite that another process writes', () => {
  test(
    'a writer killed at any moment leaves whole commits only, and no acknowledged one is lost',
    async () => {
      let acknowledged = 0
      for (const commits of [1, 3, 10, 20, 40]) {
        acknowledged = await runAndKillWriter(commits)
        const stored = await countStored()
        expect(stored.lastOffset).toBeGreaterThanOrEqual(acknowledged)
        expect(stored.lastOffset % 50).toBe(0)
        expect(stored).toEqual({ ...stored, events: stored.lastOffset, taskExecutions: stored.lastOffset })
        expect(stored.producerKeys).toBe(stored.lastOffset)
      }
    },
    TIMEOUT_MS,
  )

  test(
    'a reader sees whole commits while the writer goes on',
    async () => {
      const lines = startWriter()
      await lines.next()
      const reader = new SqliteReadStorage({ path })
      const counts: number[] = []
      for (let read = 0; read < 20; read++) {
        await lines.next()
        const { count } = await reader.events.count({ beginOffset: 0 })
        const { items } = await reader.events.list({ beginOffset: count, limit: 1, newestFirst: true })
        const [newest] = items
        expect(count % 50).toBe(0)
        expect(newest === undefined || newest.offset % 50 === 0).toBe(true)
        counts.push(count)
      }
      await reader.close()
      expect(counts).toEqual(counts.toSorted((a, b) => a - b))
      expect(counts.at(-1)).toBeGreaterThan(counts[0] ?? 0)
    },
    TIMEOUT_MS,
  )

  test(
    'a second scheduler takes the store over: the first one ends with its epoch lost',
    async () => {
      const lines = startWriter()
      await lines.next()
      const errors: string[] = []
      writer?.stderr?.on('data', (chunk: Buffer) => errors.push(chunk.toString()))
      const second = new SqliteSchedulerStorage({ path })
      await second.open()
      const ended = await Promise.race([once(writer as ChildProcess, 'close'), drain(lines)])
      expect(ended?.[0]).toBe(1)
      expect(errors.join('')).toContain('EPOCH_LOST')
      await second.close()
    },
    TIMEOUT_MS,
  )
})

function startWriter(): AsyncIterator<string> {
  writer = spawn(process.execPath, ['--conditions=source', WRITER, path], { stdio: ['ignore', 'pipe', 'pipe'] })
  if (writer.stdout === null) throw new Error('The writer has no output.')
  return createInterface({ input: writer.stdout })[Symbol.asyncIterator]()
}

/** Resolves never: the end of the process decides. */
async function drain(lines: AsyncIterator<string>): Promise<undefined> {
  for (;;) {
    if ((await lines.next()).done) return new Promise(() => undefined)
  }
}

/** The last offset that the writer acknowledged before it was killed. */
async function runAndKillWriter(commits: number): Promise<number> {
  const lines = startWriter()
  let acknowledged = 0
  for (let commit = 0; commit < commits; commit++) acknowledged = Number((await lines.next()).value)
  await killWriter(writer as ChildProcess)
  for (let line = await lines.next(); !line.done; line = await lines.next()) acknowledged = Number(line.value)
  return acknowledged
}

async function killWriter(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

async function countStored() {
  const scheduler = new SqliteSchedulerStorage({ path })
  const reader = new SqliteReadStorage({ path })
  await scheduler.open()
  const { lastOffset } = (await scheduler.load()).counters
  const offsets = Array.from({ length: lastOffset }, (_, index) => index + 1)
  const keys = offsets.map((offset) => ({ namespace: 'default', sender: null, idempotencyKey: `key-${offset}` }))
  const duplicates = await scheduler.events.findDuplicates(keys)
  const events = (await reader.events.count({ beginOffset: 0 })).count
  const tasks = await reader.tasks.list({ workflowExecutionId: 1 }, { limit: lastOffset + 1000 })
  await reader.close()
  await scheduler.close()
  const producerKeys = duplicates.filter((found, index) => found?.offset === index + 1).length
  return { lastOffset, events, taskExecutions: tasks.items.length, producerKeys }
}
