import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { beginScript, followScript, outcomeScript } from '../../src/ssh/remote-scripts.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'aiflow-remote-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const environment = () => ({ PATH: process.env.PATH, HOME: home })
/** As `ssh` runs it on the other machine. */
const run = (script: string) => spawnSync('sh', ['-s'], { input: script, env: environment(), encoding: 'utf8' })
const begin = (command: string, env: Record<string, string> = {}) =>
  run(beginScript('work', { command, env, shell: '/bin/sh', cwd: null }))

test.each([
  ['d', '/nowhere'],
  ['t', '/nowhere'],
  ['PATH', '/nowhere'],
  ['id', `a"b'c $HOME`],
])('a variable of the command may be named %s', (name, value) => {
  expect(begin(`echo "$${name}"; echo '{"a":1}' >"$AIFLOW_OUTPUT_FILE"; exit 3`, { [name]: value }).stdout).toBe(
    'started\n',
  )
  expect(run(followScript('work', 0))).toMatchObject({ status: 0, stdout: `${value}\n` })
  expect(run(outcomeScript('work')).stdout).toBe('3\n{"a":1}\n')
})

test('the script that follows ends with its connection', async () => {
  begin('echo here; exec sleep 600')
  // The parent stands for the connection. It ends without a signal to the script.
  const parent = spawn('sh', ['-c', 'sh -s; :'], { env: environment(), stdio: ['pipe', 'pipe', 'inherit'] })
  parent.stdin.end(followScript('work', 0))
  const work = Number(readFileSync(join(home, '.aiflow/tasks/work/pid'), 'utf8'))
  try {
    await once(parent.stdout, 'data')
    parent.kill('SIGKILL')
    // Whoever writes to it has ended.
    await once(parent, 'close')
    expect(() => process.kill(work, 0)).not.toThrow()
  } finally {
    process.kill(-work, 'SIGKILL')
  }
})
