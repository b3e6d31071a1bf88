import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { handOverText } from '../src/commands/shim-hand-over.ts'
import { thisMachine } from '../src/machine/this-machine.ts'
import { isAlive, waitingShellOf } from './support/processes.ts'
import { bashSpec } from './support/specs.ts'
import { Stage } from './support/stage.ts'
import { waitFor } from './support/wait-for.ts'

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create()
})

afterEach(() => stage.end())

const waitingShell = (worker: number) => waitFor(() => waitingShellOf(worker), 'a shell that waits')

async function run(spec: AttemptSpec): Promise<{ pid: number | null; log: string; outcome: unknown }> {
  stage.far.start1(spec)
  const { pid } = await stage.far.report(spec.attemptId, 'running')
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  return { pid, outcome, log: (await stage.far.log(spec.attemptId)).replaceAll(spec.attemptId, 'ATTEMPT') }
}

/** What a command can see of how it was started. */
const LOOK = `env -0 | sort -z | tr '\\0' '|'; umask; pwd; ulimit -a; readlink /proc/self/fd/0; cat
  stat -c %a "$AIFLOW_FOLDER" "$AIFLOW_TASK_TOKEN_FILE"; cat "$AIFLOW_TASK_TOKEN_FILE"; trap; echo "$0 $#"; ls /proc/$PPID/fd
  ps -o pgid= -o sid= -p $$ | tr -s ' ' '\\n' | grep -c "^$PPID$"; readlink /proc/$PPID/fd/1; tr '\\0' ' ' </proc/$PPID/cmdline`

test('a command that a waiting shell becomes sees the same as one that gets a process of its own', async () => {
  await stage.worker()
  const env = { AIFLOW_LEVEL: "it's two", AIFLOW_MINE: 'a\nb' }
  const spec = () => ({ ...bashSpec(''), operator: { type: 'bash', command: LOOK, env } as const })
  const first = await run(spec())
  const shell = await waitingShell(process.pid)
  const second = await run(spec())
  expect(second.pid).toBe(shell)
  expect(first.pid).not.toBe(shell)
  expect(second.log.replaceAll(String(shell), 'PID')).toBe(first.log.replaceAll(String(first.pid), 'PID'))
  expect(second.outcome).toEqual({ type: 'success', output: null })
})

test.each([
  ['a command that exceeds what a pipe takes at once', bashSpec(`: ${'x'.repeat(100_000)}\necho done`)],
  [
    'a command with a variable of its own, whose value other users may not see,',
    { ...bashSpec(''), operator: { type: 'bash', command: 'echo done', env: { MINE: 'c' } } },
  ] as const,
])('%s gets a process of its own', async (_what, spec) => {
  await stage.worker()
  await run(bashSpec('true'))
  const shell = await waitingShell(process.pid)
  const { pid, log } = await run(spec)
  expect(log).toBe('done\n')
  expect(pid).not.toBe(shell)
})

test('a shell that was killed while it waited is not used', async () => {
  await stage.worker()
  await run(bashSpec('true'))
  const shell = await waitingShell(process.pid)
  process.kill(shell, 'SIGKILL')
  // The worker is told of its end when it collects it.
  await stage.far.until(() => thisMachine().find(shell) === null)
  const { log } = await run(bashSpec('echo done'))
  expect(log).toBe('done\n')
})

test('a shell that waits ends with its worker, however that ends', async () => {
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    const worker = await stage.process()
    await run(bashSpec('true'))
    const shell = await waitingShell(worker.process.pid ?? 0)
    await worker.kill(signal)
    // A worker that leaves waits for it.
    if (signal === 'SIGKILL') await stage.far.until(() => !isAlive(shell))
    expect(isAlive(shell)).toBe(false)
  }
})

describe('what a shell reads', () => {
  const SHELLS = ['/bin/sh', 'dash', 'bash', 'bash --posix', 'busybox sh'].filter(isThere)
  const EVERY_CHARACTER = String.fromCharCode(...Array.from({ length: 255 }, (_, index) => index + 1))
  const ODD = [
    '',
    ' ',
    '-n',
    "it's",
    '"x"',
    '$(id) `id`',
    'two\nlines\n',
    '\\',
    '~',
    '*',
    'é\u{1f600}',
    EVERY_CHARACTER,
  ]
  const PRINT = 'process.stdout.write(JSON.stringify([process.argv.slice(1), process.env, process.cwd()]))'

  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "aiflow-it's-"))
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  function isThere(shell: string): boolean {
    try {
      execFileSync('which', shell.split(' ', 1))
      return true
    } catch {
      return false
    }
  }

  async function become(command: string, text: string): Promise<void> {
    const [shell = '', ...options] = command.split(' ')
    const child = spawn(shell, [...options, '-s', 'aiflow-waiting'], { stdio: ['pipe', 'ignore', 'ignore'] })
    child.stdin.end(text)
    await once(child, 'exit')
  }

  test.each(SHELLS)('is passed on unharmed by %s', async (shell) => {
    const environment = Object.fromEntries(ODD.map((value, index) => [`AIFLOW_${index}`, value]))
    const log = join(folder, 'log')
    const shim = [process.execPath, '-e', PRINT, '--', ...ODD] as const
    await become(shell, handOverText({ shim, cwd: folder, log, environment }) ?? '')
    const [words, found, cwd] = JSON.parse(readFileSync(log, 'utf8'))
    expect(words).toEqual(ODD)
    expect(found).toMatchObject(environment)
    expect(found).not.toHaveProperty('OLDPWD')
    expect(cwd).toBe(folder)
  })

  test.each(SHELLS)('does nothing if the worker dies before all of it is written: %s', async (shell) => {
    const ran = join(folder, 'ran')
    const parts = {
      shim: ['touch', ran],
      cwd: folder,
      log: join(folder, 'log'),
      environment: { AIFLOW_A: '1' },
    } as const
    const text = handOverText(parts)?.trimEnd() ?? ''
    for (let length = text.length - 1; length > 0; length -= 7) await become(shell, text.slice(0, length))
    expect(existsSync(ran)).toBe(false)
    await become(shell, text)
    expect(existsSync(ran)).toBe(true)
  })

  test.each(SHELLS)('says in the log why it cannot be carried out: %s', async (shell) => {
    const log = join(folder, 'log')
    const parts = { shim: ['true'], log, environment: { AIFLOW_A: '1' } } as const
    await become(shell, handOverText({ ...parts, cwd: join(folder, 'missing') }) ?? '')
    expect(readFileSync(log, 'utf8')).toContain('missing')
  })

  test.each([
    ['a NUL', { AIFLOW_A: '\0' }],
    ['a name that is no variable of a shell', { 'a-b': '1' }],
    ['too much', { AIFLOW_A: 'x'.repeat(40_000) }],
  ])('has not %s', (_what, environment) => {
    expect(handOverText({ shim: ['true'], cwd: '/', log: '/dev/null', environment })).toBeNull()
  })
})
