import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { isAlive, killAll9 } from '../support/processes.ts'
import { Sshd } from '../support/sshd.ts'
import { waitUntil } from '../support/wait-for.ts'

const PACKAGES = fileURLToPath(new URL('../../node_modules', import.meta.url))
const sshd = new Sshd()
let home: AIFlowHome

beforeAll(() => sshd.start())
afterAll(() => sshd.remove())

beforeEach(async () => {
  home = new AIFlowHome()
  symlinkSync(PACKAGES, join(home.folder, 'node_modules'))
  await home.start()
})
afterEach(() => home.remove())

/** Runs a workflow with one task, whose options are given as they stand in a file. */
const run = async (options: Record<string, unknown>): Promise<Execution> => {
  const all = {
    name: 'remote',
    host: '127.0.0.1',
    port: sshd.port,
    identityFile: sshd.identityFile,
    sshOptions: { UserKnownHostsFile: sshd.knownHosts },
    graceSeconds: 1,
    retries: 2,
    retriesOnLost: 2,
    retryDelaySeconds: 0.1,
    ...options,
  }
  const file = join(home.folder, 'far.ts')
  writeFileSync(
    file,
    `import { SshOperator } from '@aiflow/operators/ssh'
import { Workflow } from '@aiflow/sdk'
export const far = new Workflow({ name: 'far' }, () => { new SshOperator(${JSON.stringify(all)}) })`,
  )
  await home.upload(file)
  return Execution.start(home, 'far')
}

/** The processes that a command said it is, a line each. */
const said = (): number[] => {
  const lines = readFileSync(join(sshd.home, 'said'), 'utf8').split('\n')
  return lines.filter((line) => line !== '').map(Number)
}
const saying = async (count: number) => waitUntil(`${count} processes`, () => said().length >= count)
beforeEach(() => writeFileSync(join(sshd.home, 'said'), ''))

it('the output, the exit code and the variables of a command come back', async () => {
  const command = `echo "it's $WHO"; pwd; echo '{"rows":3}' >"$AIFLOW_OUTPUT_FILE"`
  const execution = await run({ command, env: { WHO: 'a"b\'c $HOME' } })
  expect(await execution.reached('remote', 'SUCCESS')).toMatchObject({ outcome: { output: { rows: 3 } } })
  const log = await home.must('task-execution', 'logs', `${execution.id}/remote`)
  expect(log).toContain(`it's a"b'c $HOME\n${sshd.home}\n`)
  expect(sshd.tasks).toEqual([])
})

it('a command that fails says how its output ended, and leaves nothing', async () => {
  const execution = await run({ command: 'echo begins; echo no rows >&2; exit 7', retries: 0 })
  expect(await execution.reached('remote', 'FAILED')).toMatchObject({
    outcome: { message: expect.stringMatching(/^The command on ".*" exited with 7: begins \| no rows$/) },
  })
  expect(sshd.tasks).toEqual([])
})

it('one command runs, whatever is killed: server, worker, task and connections', async () => {
  const command = 'echo $$ >>said; until [ -e go ]; do sleep 0.1; done; echo last words'
  const execution = await run({ command, retries: 20 })
  await saying(1)
  const { workerPid } = home
  await home.killServer()
  await killAll9(home.processes().filter(({ command }) => /\bchild\.js\b/.test(command)))
  await home.killWorker()
  await home.start()
  await home.workerBack(workerPid)
  await execution.reached('remote', 'RUNNING')
  await sshd.kill()
  await sshd.start()
  writeFileSync(join(sshd.home, 'go'), '')
  // The second attempt follows the command; it may lose its connection before it does, and then another one follows.
  expect((await execution.reached('remote', 'SUCCESS')).attemptNumber).toBeGreaterThanOrEqual(2)
  expect(said()).toHaveLength(1)
  expect(await home.must('task-execution', 'logs', `${execution.id}/remote`)).toContain('last words')
  expect(sshd.tasks).toEqual([])
})

it('a stop ends all processes of the command, also those that hide and do not want to', async () => {
  const stubborn = `trap '' TERM; echo $$ >>said; while :; do sleep 0.2; done`
  const execution = await run({ command: `setsid sh -c "${stubborn}" & ${stubborn}`.replace('\\$\\$', '$$') })
  await saying(2)
  const processes = said()
  expect(processes.every(isAlive)).toBe(true)
  await home.must('task-execution', 'stop', `${execution.id}/remote`)
  await execution.reached('remote', 'STOPPED')
  expect(processes.filter(isAlive)).toEqual([])
})

it('a machine with another key, and one that nobody knows, get no command, and there is no other attempt', async () => {
  const unknown = await run({ command: 'echo $$ >>said', sshOptions: { UserKnownHostsFile: '/dev/null' } })
  expect(await unknown.reached('remote', 'FAILED')).toMatchObject({
    attemptNumber: 1,
    handle: null,
    outcome: { message: expect.stringContaining('The host key of "127.0.0.1" is not known') },
  })
  sshd.changeKey()
  await sshd.kill()
  await sshd.start()
  const changed = await run({ command: 'echo $$ >>said' })
  expect(await changed.reached('remote', 'FAILED')).toMatchObject({
    attemptNumber: 1,
    handle: null,
    outcome: { message: expect.stringContaining('The host key of "127.0.0.1" is another one than before') },
  })
  expect(said()).toEqual([])
})
