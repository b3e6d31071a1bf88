import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CommandShell } from '../src/commands/command-shell.ts'
import { handOverText } from '../src/commands/shim-hand-over.ts'
import { thisMachine } from '../src/machine/this-machine.ts'
import { commandShellOf, isAlive } from './support/processes.ts'
import { bashSpec } from './support/specs.ts'
import { Stage } from './support/stage.ts'
import { waitFor } from './support/wait-for.ts'

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create()
})

afterEach(() => stage.end())

const shellOf = (worker: number) => waitFor(() => commandShellOf(worker), 'the shell')

async function run(spec: AttemptSpec): Promise<{ pid: number | null; log: string; outcome: unknown }> {
  stage.far.start1(spec)
  const { pid } = await stage.far.report(spec.attemptId, 'running')
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  return { pid, outcome, log: (await stage.far.log(spec.attemptId)).replaceAll(spec.attemptId, 'ATTEMPT') }
}

/** What a command can see of how it was started. */
const LOOK = `env -0 | grep -zv ^MINE= | sort -z | tr '\\0' '|'; umask; pwd; ulimit -a; readlink /proc/self/fd/0; cat
  stat -c %a "$AIFLOW_FOLDER" "$AIFLOW_TASK_TOKEN_FILE"; cat "$AIFLOW_TASK_TOKEN_FILE"; trap; grep Sig /proc/self/status; echo "$0 $#"; ls /proc/$$/fd
  ps -o pgid= -o sid= -p $$ | tr -s ' ' '\\n' | grep -c "^$PPID$"; readlink /proc/$PPID/fd/1; tr '\\0' ' ' </proc/$PPID/cmdline`

/** With a variable that only the worker itself passes on, so that the shell does not start it. */
const bySelf = (spec: AttemptSpec): AttemptSpec => {
  if (spec.operator.type !== 'bash') throw new Error('This is not a command.')
  return { ...spec, operator: { ...spec.operator, env: { ...spec.operator.env, MINE: 'c' } } }
}

test('a command that the shell starts sees the same as one that the worker starts itself', async () => {
  await stage.worker()
  const env = { AIFLOW_LEVEL: "it's two", AIFLOW_MINE: 'a\nb' }
  const spec = () => ({ ...bashSpec(''), operator: { type: 'bash', command: LOOK, env } as const })
  const first = await run(bySelf(spec()))
  expect(commandShellOf(process.pid)).toBeNull()
  const second = await run(spec())
  expect(commandShellOf(process.pid)).not.toBeNull()
  expect(second.log.replaceAll(String(second.pid), 'PID')).toBe(first.log.replaceAll(String(first.pid), 'PID'))
  expect(second.outcome).toEqual({ type: 'success', output: null })
})

test.each([
  ['a command that is longer than what the shell is given', bashSpec(`: ${'x'.repeat(100_000)}\necho done`)],
  ['a command with a variable of its own, whose value other users may not see,', bySelf(bashSpec('echo done'))],
] as const)('%s is started by the worker itself', async (_what, spec) => {
  await stage.worker()
  expect((await run(spec)).log).toBe('done\n')
  expect(commandShellOf(process.pid)).toBeNull()
})

test('many commands at once have one shell, and each its own outcome; nothing of them stays', async () => {
  await stage.worker()
  const codes = Array.from({ length: 40 }, (_, index) => index % 4)
  const runs = codes.map((code) => run(bashSpec(`exit ${code}`)))
  const outcomes = (await Promise.all(runs)).map(({ outcome }) => outcome)
  expect(outcomes).toEqual(
    codes.map((exitCode) => expect.objectContaining(exitCode === 0 ? { type: 'success' } : { exitCode })),
  )
  const shell = commandShellOf(process.pid)
  // The last ones are collected when the shell was told to.
  await stage.far.until(
    () =>
      !thisMachine()
        .list()
        .some(({ parentId }) => parentId === shell),
  )
})

test('the outcome of a shim that was killed says so', async () => {
  await stage.worker()
  const spec = bashSpec('kill -9 $PPID')
  expect((await run(spec)).outcome).toMatchObject({ type: 'failed', reason: 'signal', signal: 'SIGKILL' })
})

test('a command goes on when the shell is killed, and another shell starts the next one', async () => {
  await stage.worker()
  const gate = join(stage.home, 'gate')
  const spec = bashSpec(`until [ -e '${gate}' ]; do sleep 0.01; done; echo done`)
  const running = run(spec)
  await stage.far.report(spec.attemptId, 'running')
  const shell = await shellOf(process.pid)
  process.kill(shell, 'SIGKILL')
  await stage.far.until(() => thisMachine().find(shell) === null)
  expect((await run(bashSpec('echo next'))).log).toBe('next\n')
  expect(await shellOf(process.pid)).not.toBe(shell)
  writeFileSync(gate, '')
  expect(await running).toMatchObject({ log: 'done\n', outcome: { type: 'success' } })
})

test('a machine without what the shell needs goes without it', async () => {
  const shell = new CommandShell({ PATH: '/nowhere' }, thisMachine())
  expect(shell.isReady()).toBe(true)
  expect(await shell.launch('a', '(true) &')).toBeNull()
  expect(shell.isReady()).toBe(false)
})

test('the shell ends with its worker, however that ends', async () => {
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    const worker = await stage.process()
    await run(bashSpec('true'))
    const shell = await shellOf(worker.process.pid ?? 0)
    await worker.kill(signal)
    // A worker that leaves waits for it.
    if (signal === 'SIGKILL') await stage.far.until(() => !isAlive(shell))
    expect(isAlive(shell)).toBe(false)
  }
})

describe('what a shell reads', () => {
  // That of busybox has no "env" that resets signals, so there the worker starts commands itself.
  const SHELLS = ['/bin/sh', 'dash', 'bash', 'bash --posix'].filter(isThere)
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
    const child = spawn(shell, [...options, '-s', 'aiflow-commands'], { stdio: ['pipe', 'ignore', 'ignore'] })
    child.stdin.end(text)
    await once(child, 'exit')
  }

  test.each(SHELLS)('is passed on unharmed by %s', async (shell) => {
    const environment = Object.fromEntries(ODD.map((value, index) => [`AIFLOW_${index}`, value]))
    const log = join(folder, 'log')
    const shim = [process.execPath, '-e', PRINT, '--', ...ODD] as const
    await become(shell, `${handOverText({ shim, cwd: folder, log, environment })} wait`)
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
    const text = handOverText(parts) ?? ''
    for (let length = text.lastIndexOf(')'); length > 0; length -= 7) await become(shell, text.slice(0, length))
    expect(existsSync(ran)).toBe(false)
    await become(shell, `${text} wait`)
    expect(existsSync(ran)).toBe(true)
  })

  test.each(SHELLS)('says in the log why it cannot be carried out: %s', async (shell) => {
    const log = join(folder, 'log')
    const parts = { shim: ['true'], log, environment: { AIFLOW_A: '1' } } as const
    await become(shell, `${handOverText({ ...parts, cwd: join(folder, 'missing') })} wait`)
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
