import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { MIGRATIONS } from '@aiflow/server/storage'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { record } from './recorded-surroundings.ts'

const LATEST = MIGRATIONS.length

let home: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'aiflow-cli-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const db = (...words: string[]) => record(['db', ...words], { home })

const setSchema = (schema: number) => {
  const database = new DatabaseSync(join(home, 'aiflow.db'))
  database.exec(`PRAGMA user_version = ${schema}`)
  database.close()
}

it('makes a store once', async () => {
  expect((await db('init')).stdout).toMatch(new RegExp(`^Created the store ".*aiflow\\.db", schema ${LATEST}\\.\n$`))
  expect((await db('init')).stdout).toContain('There is a store already')
  expect((await db('upgrade', '-o', 'plain')).stdout).toBe(`${LATEST}\n`)
})

it('restores what was backed up, also after a reset', async () => {
  await db('init')
  const backup = join(home, 'kept')
  expect((await db('backup', backup)).stdout).toContain(`Copied the store and its blobs to "${backup}"`)
  expect((await db('backup', backup)).stderr).toContain('exists already')
  expect(await db('reset', '-o', 'plain', '--yes')).toMatchObject({ exitCode: 0, stderr: '' })
  expect((await db('restore', backup, '--yes')).stdout).toContain(`Restored "${backup}". The previous store is in`)
})

it('keeps the newest of the backups that are named by their time, and only old drafts go with the others', async () => {
  await db('init')
  const into = join(home, 'all')
  const drafts = ['2020-01-02T00-00-00-000Z.incomplete', '2999-01-01T00-00-00-000Z.incomplete']
  for (const name of ['2020-01-01T00-00-00-000Z', ...drafts]) mkdirSync(join(into, name), { recursive: true })
  const made: string[] = []
  for (let round = 0; round < 3; round += 1)
    made.push((await db('backup', '--into', into, '-o', 'plain')).stdout.trim())
  const last = JSON.parse((await db('backup', '--into', into, '--keep', '2', '-o', 'json')).stdout)
  expect(last.deleted).toEqual(made.slice(0, 2))
  expect(readdirSync(into).sort()).toEqual([
    '2020-01-01T00-00-00-000Z',
    ...[made[2], last.path].map((path) => basename(path!)),
    '2999-01-01T00-00-00-000Z.incomplete',
  ])
  const refused = await db('backup', join(home, 'elsewhere'), '--keep', '2')
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Leave out the folder') })
})

it('never deletes the backup that it has just made, even if the clock was set back', async () => {
  await db('init')
  const into = join(home, 'all')
  const { path: first } = JSON.parse((await db('backup', '--into', into, '-o', 'json')).stdout)
  const later = join(into, '2999-01-01T00-00-00-000Z')
  renameSync(first, later)
  const second = JSON.parse((await db('backup', '--into', into, '--keep', '1', '-o', 'json')).stdout)
  expect(second.deleted).toEqual([later])
  expect(readdirSync(into)).toEqual([basename(second.path)])
})

it('asks before anything is lost', async () => {
  await db('init')
  for (const words of [['reset'], ['restore', join(home, 'aiflow.db')]]) {
    const { exitCode, stderr } = await db(...words)
    expect(stderr).toContain('Add --yes to do it.')
    expect(exitCode).toBe(2)
  }
})

it('goes back to the backup of before an upgrade, and keeps what it replaces', async () => {
  await db('init')
  expect((await db('downgrade', '-y')).stderr).toContain('this store was never upgraded')
  setSchema(1)
  const database = new DatabaseSync(join(home, 'aiflow.db'))
  database.prepare('VACUUM INTO ?').run(join(home, 'aiflow.db.schema-1.2026-01-02T03-04-05-006Z.backup'))
  database.close()
  setSchema(2)
  expect((await db('downgrade')).stderr).toContain('This goes back to schema 1, as of 2026-01-02T03-04-05-006Z.')
  expect((await db('downgrade', '-y', '-o', 'plain')).stdout).toBe('1\n')
  expect(readdirSync(home).filter((name) => /\.schema-2\..*\.replaced$/.test(name))).toHaveLength(1)
})

it('says what a store of a newer version needs', async () => {
  await db('init')
  setSchema(LATEST + 1)
  const { exitCode, stderr } = await db('upgrade')
  expect(stderr).toContain(`has schema ${LATEST + 1}, and this version of AIFlow knows schemas up to ${LATEST}`)
  expect(exitCode).toBe(1)
})

it('says that there is no store', async () => {
  for (const words of [['upgrade'], ['backup']]) expect((await db(...words)).stderr).toContain('has no store yet')
  expect((await db('restore', join(home, 'none'), '-y')).stderr).toContain('There is no backup at')
})
