import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const LAUNCHER = fileURLToPath(new URL('../../packages/cli/bin/aiflow.js', import.meta.url))
/** A user id that no machine has an entry for. Only root can become it; others try it as who they are. */
const STRANGER = process.getuid?.() === 0 ? ['setpriv', '--reuid=424242', '--regid=424242', '--clear-groups'] : ['env']

const folder = mkdtempSync(join(tmpdir(), 'aiflow-users-'))
chmodSync(folder, 0o777)
afterAll(() => rmSync(folder, { recursive: true }))

function run(variables: Record<string, string>, ...words: string[]) {
  const [program = '', ...before] = STRANGER
  return spawnSync(program, [...before, process.execPath, LAUNCHER, ...words], {
    env: { PATH: process.env.PATH, ...variables },
    cwd: folder,
    encoding: 'utf8',
  })
}

test('a user id without a folder of its own can use the program', () => {
  expect(run({}, '--version')).toMatchObject({ status: 0, stderr: '' })
  const { status, stderr } = run({ AIFLOW_HOME: join(folder, 'home') }, 'server', 'status')
  expect([status, stderr]).toEqual([1, expect.stringMatching(/^Error: No server is running/)])
})

test('compiled code is kept where nobody else can write', () => {
  expect(run({ HOME: folder, TMPDIR: join(folder, 'tmp') }, '--version')).toMatchObject({ status: 0, stderr: '' })
  const kept = join(folder, '.cache', 'aiflow')
  expect(readdirSync(kept)).toHaveLength(1)
  expect(statSync(kept).mode & 0o002).toBe(0)
  expect(run({ HOME: '' }, '--version')).toMatchObject({ status: 0, stderr: '' })
  expect(readdirSync(folder)).toEqual(['.cache'])
})
