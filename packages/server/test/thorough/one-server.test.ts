import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Server, startServer } from '../../src/index.ts'
import { describeStore, restoreStore } from '../../src/storage/sqlite/file/store-file.ts'
import { SqliteSchedulerStorage } from '../../src/storage/sqlite/sqlite-scheduler-storage.ts'

const STORE = 'aiflow.db'

let home: string
let server: Server
let token: string

const start = () => startServer({ home, host: '127.0.0.1', port: 0, version: '0', logger: pino({ level: 'silent' }) })
const place = (name: string) => join(home, name)

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'aiflow-one-'))
  server = await start()
  token = readFileSync(place('token'), 'utf8').trim()
})

afterEach(async () => {
  await server.stop().catch(() => undefined)
  rmSync(home, { recursive: true, force: true })
})

async function send(count = 1): Promise<number> {
  const events = Array.from({ length: count }, () => ({ namespace: 'default', key: 'k', value: 'v'.repeat(100) }))
  const response = await fetch(`${server.url}/api/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ events }),
  })
  return response.status
}

function lastOffset(path = place(STORE)): number {
  return describeStore(path)?.lastOffset ?? 0
}

/** What others may do to the files that name a running server. */
const DAMAGES: Readonly<Record<string, () => void>> = {
  'whole files': () => {},
  'files that are gone': () => rmSync(place('server.json')),
  'files with something else in them': () => {
    // By another process: this one would end the lock that it has by closing the file.
    for (const name of ['server.json', `${STORE}.lock`]) execFileSync('cp', ['/bin/sh', place(name)])
  },
}

test.each(Object.keys(DAMAGES))('a second server is refused and leaves the first alone, with %s', async (damage) => {
  DAMAGES[damage]!()
  const message = expect.stringMatching(
    `already uses the store "${place(STORE)}". It is process ${process.pid}.*kill -9 ${process.pid}`,
  )
  await expect(start()).rejects.toMatchObject({ code: 'ALREADY_EXISTS', message })
  expect(await send()).toBe(200)
})

test('of two servers that start at once one is refused, and the other goes on', async () => {
  await server.stop()
  const ends = await Promise.allSettled([start(), start()])
  const started = ends.filter((end) => end.status === 'fulfilled')
  expect(started).toHaveLength(1)
  server = started[0]!.value
  expect(await send()).toBe(200)
})

test('the home is free once its server has stopped', async () => {
  await server.stop()
  server = await start()
  expect(await send()).toBe(200)
})

const FILES = ['server.json', 'token', 'task-secret', 'session-secret', `${STORE}.lock`]

test.each(FILES)('%s is made anew by a running server where it is missing', async (name) => {
  const before = readFileSync(place(name), 'utf8')
  rmSync(place(name))
  await vi.waitFor(() => expect(readFileSync(place(name), 'utf8')).toBe(before), 10_000)
  await expect(start()).rejects.toMatchObject({ code: 'ALREADY_EXISTS' })
})

test('a token file that was replaced while the server runs is kept', async () => {
  writeFileSync(place('token'), 'mine\n')
  rmSync(place('server.json'))
  await vi.waitFor(() => readFileSync(place('server.json')), 10_000)
  expect(readFileSync(place('token'), 'utf8')).toBe('mine\n')
})

test.each(['-wal', '-shm'])('a server whose %s is removed keeps what it acknowledged, and ends', async (suffix) => {
  expect(await send(200)).toBe(200)
  const before = lastOffset()
  rmSync(place(STORE + suffix))
  const message = expect.stringMatching(/was removed or replaced.*start the server again/)
  await expect(server.finished).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', message })
  server = await start()
  expect(lastOffset()).toBeGreaterThanOrEqual(before)
})

test.each(['removed', 'replaced'])('a server whose store is %s saves what it acknowledged, and ends', async (how) => {
  expect(await send(200)).toBe(200)
  const before = lastOffset()
  rmSync(place(STORE))
  if (how === 'replaced') {
    writeFileSync(place('other'), '')
    renameSync(place('other'), place(STORE))
  }
  const message = expect.stringContaining('aiflow db restore')
  await expect(server.finished).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', message })
  const saved = readdirSync(home).find((name) => name.startsWith(`${STORE}.saved-`)) ?? ''
  restoreStore(place(STORE), place(saved), place('replaced'))
  expect(lastOffset()).toBeGreaterThanOrEqual(before)
  server = await start()
  expect(await send()).toBe(200)
})

test.each([
  ['emptied', () => truncateSync(place(`${STORE}-wal`))],
  ['cut', () => truncateSync(place(`${STORE}-wal`), 8192)],
  ['overwritten', () => writeFileSync(place(`${STORE}-wal`), Buffer.alloc(8192))],
])('a server whose log of the store is %s says so and ends, and the next one starts', async (_, damage) => {
  expect(await send(200)).toBe(200)
  damage()
  const message = expect.stringMatching(/was truncated or overwritten.*may be lost/)
  await expect(server.finished).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', message })
  server = await start()
  expect(await send()).toBe(200)
})

test('another program that moves the log into the store does not count as damage', async () => {
  const { DatabaseSync } = await import('node:sqlite')
  const other = new DatabaseSync(place(STORE))
  other.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  other.close()
  rmSync(place('server.json'))
  await vi.waitFor(() => readFileSync(place('server.json')), 10_000)
  expect(await send()).toBe(200)
})

test('a server whose store another one has taken ends, also where nobody asks it anything', async () => {
  const other = new SqliteSchedulerStorage({ path: place(STORE) })
  await other.open()
  await expect(server.finished).rejects.toMatchObject({ code: 'EPOCH_LOST' })
  await other.close()
})
