import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemporaryFolder } from '../../../testing/temporary-folder.ts'
import { openStore } from '../file/open-store.ts'
import { MIGRATIONS } from './migrations.ts'

const INSERT = `
INSERT INTO events (offset, kind, namespace, key, value, sender, create_time, depth) VALUES (?, ?, ?, ?, ?, ?, 1, 0)`

let folder: Awaited<ReturnType<typeof createTemporaryFolder>>

beforeEach(async () => {
  folder = await createTemporaryFolder()
})

afterEach(() => folder.remove())

test('an older store loses the hashes of secrets and the definitions for other namespaces in its requests', () => {
  const path = join(folder.path, 'aiflow.db')
  const older = openStore({ path, timeMs: 1, migrations: MIGRATIONS.slice(0, 2) })
  const token = { type: 'createToken', name: 'ci', secretHash: 'the-hash' }
  const definitions = ['default', 'b'].map((namespace) => ({ hash: namespace, definition: { namespace, name: 'w' } }))
  const event = { key: 'aiflow/control/createToken', value: JSON.stringify(token) }
  const requests = [
    token,
    { type: 'upload', definitions, bundleBlob: 'x' },
    { type: 'retryDeadLetter', namespace: 'default', id: 1, event },
    { type: 'upload', definitions: definitions.slice(0, 1) },
  ]
  for (const [index, request] of requests.entries()) {
    const key = `aiflow/control/${request.type}`
    older.statement(INSERT).run(index + 1, 'control', 'default', key, JSON.stringify(request), 'home')
  }
  older.statement(INSERT).run(5, 'user', 'default', 'k', '{"secretHash":"mine"}', null)
  const snapshot = 'INSERT INTO snapshots VALUES (?, ?, ?, ?, ?, ?, ?, 1)'
  for (const namespace of ['default', 'b']) {
    older.statement(snapshot).run(namespace, namespace, 'w', '{}', 'x', '{"path":"w.ts","blob":"s"}', '[]')
  }
  older.close()

  const store = openStore({ path, timeMs: 2 })
  const rows = store.all<{ namespace: string; value: string }>('SELECT namespace, value FROM events ORDER BY offset')
  expect(JSON.stringify(rows)).not.toContain('the-hash')
  expect(rows.map(({ namespace, value }) => [namespace, JSON.parse(value)])).toEqual([
    ['*', { type: 'createToken', name: 'ci' }],
    ['default', { type: 'upload', definitions: definitions.slice(0, 1), bundleBlob: 'x' }],
    ['default', { type: 'retryDeadLetter', namespace: 'default', id: 1 }],
    ['default', { type: 'upload', definitions: definitions.slice(0, 1) }],
    ['default', { secretHash: 'mine' }],
  ])
  const blocks = store.all<{ namespace: string }>("SELECT namespace FROM event_senders WHERE sender = 'home'")
  expect(blocks.map(({ namespace }) => namespace)).toEqual(['*'])
  const sources = store.all<{ source: string }>('SELECT source FROM snapshots ORDER BY hash')
  expect(sources.map(({ source }) => JSON.parse(source).namespaces.toSorted())).toEqual([
    ['b', 'default'],
    ['b', 'default'],
  ])
  store.close()
})
