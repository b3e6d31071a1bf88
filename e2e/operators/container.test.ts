import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { Podman } from '../support/podman.ts'
import { killAll9 } from '../support/processes.ts'
import { waitUntil } from '../support/wait-for.ts'

const PACKAGES = fileURLToPath(new URL('../../node_modules', import.meta.url))
const podman = new Podman()
let home: AIFlowHome

beforeAll(() => podman.prepare())
afterAll(() => podman.remove())

beforeEach(async () => {
  home = new AIFlowHome()
  symlinkSync(PACKAGES, join(home.folder, 'node_modules'))
  Object.assign(home.environment, podman.environment, {
    AIFLOW_PASS_ENV: Object.keys(podman.environment).join(),
  })
  await home.start()
})
afterEach(() => home.remove())

/** Runs a workflow with one task, whose options are given as they stand in a file. */
const run = async (options: Record<string, unknown>): Promise<Execution> => {
  const all = {
    name: 'box',
    image: podman.image,
    engine: 'podman',
    network: 'none',
    mounts: [{ source: home.folder, target: '/shared' }],
    graceSeconds: 1,
    retries: 2,
    retriesOnLost: 5,
    retryDelaySeconds: 0.1,
    ...options,
  }
  const file = join(home.folder, 'boxes.ts')
  writeFileSync(
    file,
    `import { ContainerOperator } from '@aiflow/operators/container'
import { Workflow } from '@aiflow/sdk'
export const boxes = new Workflow({ name: 'boxes' }, () => { new ContainerOperator(${JSON.stringify(all)}) })`,
  )
  await home.upload(file)
  return Execution.start(home, 'boxes')
}

const sh = (script: string) => ({ command: ['sh', '-c', script] })
/** What containers said when they began, a line each. */
const said = (): string[] => {
  const file = join(home.folder, 'said')
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : []
}

it('the output, the log and the variables of a container come back, and nothing of it stays', async () => {
  const execution = await run({
    ...sh('echo "it\'s $WHO"; echo to stderr >&2; echo \'{"rows":3}\' >"$AIFLOW_OUTPUT_FILE"'),
    env: { WHO: 'a"b\'c $HOME' },
    resources: { memoryMegabytes: 64 },
  })
  expect(await execution.reached('box', 'SUCCESS')).toMatchObject({ outcome: { output: { rows: 3 } } })
  const log = await home.must('task-execution', 'logs', `${execution.id}/box`)
  expect(log).toContain(`it's a"b'c $HOME\n`)
  expect(log).toContain('to stderr\n')
  expect(podman.containers).toEqual([])
})

it('one container runs, whatever is killed: server, worker and task', async () => {
  const execution = await run(
    sh('echo here >>/shared/said; until [ -e /shared/go ]; do sleep 0.1; done; echo last words'),
  )
  await waitUntil('the container', () => said().length === 1)
  const { workerPid } = home
  await home.killServer()
  await killAll9(home.processes().filter(({ command }) => /\bchild\.js\b/.test(command)))
  await home.killWorker()
  await home.start()
  await home.workerBack(workerPid)
  await execution.reached('box', 'RUNNING')
  writeFileSync(join(home.folder, 'go'), '')
  expect((await execution.reached('box', 'SUCCESS')).attemptNumber).toBeGreaterThanOrEqual(2)
  expect(said()).toHaveLength(1)
  expect(await home.must('task-execution', 'logs', `${execution.id}/box`)).toContain('last words')
  expect(podman.containers).toEqual([])
})

it('a stop ends a container that does not want to', async () => {
  const execution = await run(sh(`trap '' TERM; echo here >>/shared/said; while :; do sleep 0.2; done`))
  await waitUntil('the container', () => said().length === 1)
  await home.must('task-execution', 'stop', `${execution.id}/box`)
  await execution.reached('box', 'STOPPED')
  expect(podman.containers).toEqual([])
})

it('a container that others remove is told by name, and another one runs', async () => {
  const execution = await run(sh('echo here >>/shared/said; [ "$(cat /shared/said | tail -n +2)" ] || sleep 600'))
  await waitUntil('the container', () => said().length === 1)
  podman.call('rm', '--force', '--time', '0', ...podman.containers)
  const { attemptNumber, previousAttempts } = await execution.reached('box', 'SUCCESS')
  expect(attemptNumber).toBe(2)
  expect(previousAttempts[0]?.outcome).toMatchObject({
    message: expect.stringContaining('was removed by somebody else'),
  })
})

it.each([
  ['a program that is missing', { command: ['nothing-of-this-name'] }, 'did not run the container', 1],
  ['an image that cannot be pulled', { image: 'localhost/missing:1', retries: 1 }, 'cannot be pulled', 2],
  ['an engine that is missing', { engine: 'no-such-engine' }, 'The worker has no program "no-such-engine"', 1],
  ['an exit code', { ...sh('exit 7'), doNotRetryExitCodes: [7] }, 'The container exited with 7.', 1],
  [
    'an exit code, with the end of the output,',
    { ...sh('echo begins; sleep 0.1; echo no rows >&2; exit 7'), doNotRetryExitCodes: [7] },
    'The container exited with 7: begins | no rows',
    1,
  ],
])('%s fails the task with its reason', async (_what, options, message, attemptNumber) => {
  const execution = await run(options)
  const failed = await execution.reached('box', 'FAILED')
  expect(failed).toMatchObject({ attemptNumber, handle: null, outcome: { message: expect.stringContaining(message) } })
  expect(failed.outcome).not.toMatchObject({ message: expect.stringMatching(/^\w*Error:|caused by|\.js:/) })
  expect(podman.containers).toEqual([])
})

it('an engine that does not answer is told by name', async () => {
  const engine = join(home.folder, 'engine')
  const said = 'Cannot connect to the Docker daemon at unix:///run/docker.sock. Is the docker daemon running?'
  writeFileSync(engine, `#!/bin/sh\necho "${said}" >&2\nexit 1\n`, { mode: 0o755 })
  const execution = await run({ engine, retries: 0 })
  expect(await execution.reached('box', 'FAILED')).toMatchObject({
    outcome: { message: `The engine "${engine}" is away: ${said}`, retryable: true },
  })
})
