import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { FlinkSession } from '../support/flink.ts'
import { numbersIn } from '../support/java-tools.ts'
import { killAll9 } from '../support/processes.ts'
import { waitFor, waitUntil } from '../support/wait-for.ts'

const PACKAGES = fileURLToPath(new URL('../../node_modules', import.meta.url))
const ENDLESS = 1_000_000
const flink = new FlinkSession()
let home: AIFlowHome
let witness: string

// The first start installs it.
beforeAll(() => flink.start(), 600_000)
afterAll(() => flink.remove())

beforeEach(async () => {
  home = new AIFlowHome()
  witness = join(home.folder, 'numbers')
  symlinkSync(PACKAGES, join(home.folder, 'node_modules'))
  await home.start()
})
afterEach(async () => {
  for (const { jid } of await flink.living()) await flink.cancel(jid)
  await home.remove()
})

/** Runs a workflow with one task, whose options are given as they stand in a file. */
const run = async (options: Record<string, unknown>): Promise<Execution> => {
  const all = {
    name: 'job',
    cluster: flink.url,
    jar: flink.jar,
    args: numbers(ENDLESS),
    conf: { 'execution.checkpointing.interval': '200 ms', 'restart-strategy.type': 'none' },
    retries: 2,
    retriesOnLost: 5,
    retryDelaySeconds: 0.1,
    ...options,
  }
  const file = join(home.folder, 'far.ts')
  writeFileSync(
    file,
    `import { FlinkOperator } from '@aiflow/operators/flink'
import { TaskAction, Workflow } from '@aiflow/sdk'
export const far = new Workflow({ name: 'far', lifetime: 'untilStopped' }, () => {
  const job = new FlinkOperator(${JSON.stringify(all)})
  job.actionOnEventReceived(TaskAction.START, 'again')
})`,
  )
  await home.upload(file)
  const execution = await Execution.start(home, 'far')
  await start(execution)
  return execution
}
const start = (execution: Execution) => home.must('event', 'send', 'again', '--execution', String(execution.id))
const stop = (execution: Execution) => home.must('task-execution', 'stop', String(execution.id), 'job')
const numbers = (count: number, failAt = 0) => [witness, String(count), String(failAt)]
const written = async (count: number) => waitUntil(`${count} numbers`, () => new Set(numbersIn(witness)).size >= count)
/** From 1 on, none left out and none twice. */
const inOrder = (all: readonly number[]) => all.map((_, index) => index + 1)

it('a job ends well: its task tells about it and shows its metrics, and the cluster keeps no jar', async () => {
  const execution = await run({ args: numbers(300), metricsSeconds: 1 })
  const ref = { workflowExecutionId: execution.id, taskName: 'job', sequenceNumber: 1 }
  await waitUntil('metrics', async () => {
    const { items } = await home.client.taskExecutions.metrics(ref)
    return items.some(({ metrics }) => Number(metrics.recordsRead) > 0 && Number(metrics.checkpointsCompleted) > 0)
  })
  const { outcome } = await execution.reached('job', 'SUCCESS')
  expect(outcome).toMatchObject({ output: { jobId: expect.stringMatching(/^[0-9a-f]{32}$/), name: 'numbers' } })
  expect(numbersIn(witness)).toHaveLength(300)
  expect(await flink.jars()).toEqual([])
})

it('one job runs, whatever is killed: server, worker and task; and none is left after a stop', async () => {
  const execution = await run({})
  await written(5)
  const { workerPid } = home
  await home.killServer()
  await killAll9(home.processes().filter(({ command }) => /\bchild\.js\b/.test(command)))
  await home.killWorker()
  await home.start()
  await home.workerBack(workerPid)
  const { attemptNumber } = await waitFor('the next attempt', async () => {
    const latest = await execution.latest('job')
    return latest !== null && latest.attemptNumber > 1 && latest.status === 'RUNNING' ? latest : null
  })
  expect(attemptNumber).toBe(2)
  const count = numbersIn(witness).length
  await written(count + 5)
  expect(numbersIn(witness)).toEqual(inOrder(numbersIn(witness)))
  expect(await flink.living()).toHaveLength(1)
  await stop(execution)
  await execution.reached('job', 'STOPPED')
  expect(await flink.living()).toEqual([])
})

it('a submission that nobody could tell of is found: there is no second job', async () => {
  const client = join(home.folder, 'client')
  writeFileSync(
    client,
    `#!/bin/sh\necho run >>'${home.folder}/submissions'\n'${flink.client}' "$@" || exit\n[ -e '${home.folder}/died' ] || { touch '${home.folder}/died'; kill -KILL $PPID; }\n`,
  )
  chmodSync(client, 0o755)
  const execution = await run({ client })
  await waitUntil('the second attempt', async () => ((await execution.latest('job'))?.attemptNumber ?? 0) > 1)
  await execution.reached('job', 'RUNNING')
  await written(5)
  expect(await flink.living()).toHaveLength(1)
  expect(existsSync(join(home.folder, 'died'))).toBe(true)
  await stop(execution)
  await execution.reached('job', 'STOPPED')
  expect(await flink.living()).toEqual([])
})

it('a stop takes a savepoint, and the next start continues there: no number is left out, and none comes twice', async () => {
  const execution = await run({ stopWith: 'savepoint', savepointFolder: `file://${flink.savepoints}` })
  await written(20)
  await stop(execution)
  await execution.reached('job', 'STOPPED')
  expect(await flink.living()).toEqual([])
  const before = numbersIn(witness).length
  await start(execution)
  await execution.reached('job', 'RUNNING', 2)
  await written(before + 20)
  await stop(execution)
  await execution.reached('job', 'STOPPED', 2)
  expect(numbersIn(witness)).toEqual(inOrder(numbersIn(witness)))
})

it('a job that fails says why, and the next attempt continues at its newest checkpoint', async () => {
  const execution = await run({ args: numbers(ENDLESS, 150), retries: 1 })
  expect(await execution.reached('job', 'FAILED')).toMatchObject({
    attemptNumber: 2,
    handle: null,
    outcome: {
      message: expect.stringMatching(/The job "numbers" \(\w+\) failed: .*IllegalStateException: the number 150/),
    },
  })
  const all = numbersIn(witness)
  expect(all.slice(0, 149)).toEqual(inOrder(all.slice(0, 149)))
  // What came after the checkpoint comes again.
  expect(all[149]).toBeGreaterThan(1)
})

it('a savepoint that cannot be written keeps the job, and the reason is shown, until it can be', async () => {
  const place = join(home.folder, 'savepoints')
  writeFileSync(place, 'a file is in the way')
  const execution = await run({ stopWith: 'savepoint', savepointFolder: `file://${place}`, stopTimeoutSeconds: 5 })
  await written(5)
  await stop(execution)
  const { stopError } = await waitFor('the reason', async () => {
    const latest = (await execution.latest('job')) as never as { stopError: string | null }
    return latest.stopError === null ? null : latest
  })
  expect(stopError).toContain('The savepoint failed, so the job')
  expect(await flink.living()).toHaveLength(1)
  rmSync(place)
  mkdirSync(place)
  await execution.reached('job', 'STOPPED')
  expect(await flink.living()).toEqual([])
})

it('a stop that was forced leaves the job, and no second one is started beside it', async () => {
  const place = join(home.folder, 'savepoints')
  writeFileSync(place, 'a file is in the way')
  const execution = await run({ stopWith: 'savepoint', savepointFolder: `file://${place}`, stopTimeoutSeconds: 5 })
  await written(5)
  await stop(execution)
  await execution.reached('job', 'STOPPING')
  await home.must('task-execution', 'stop', String(execution.id), 'job', '--force')
  await execution.reached('job', 'STOPPED')
  await start(execution)
  expect(await execution.reached('job', 'FAILED', 2)).toMatchObject({
    attemptNumber: 1,
    outcome: { message: expect.stringContaining('is still RUNNING at') },
  })
  expect(await flink.living()).toHaveLength(1)
})

it('a job that others cancel is not started again', async () => {
  const execution = await run({})
  await written(1)
  for (const { jid } of await flink.living()) await flink.cancel(jid)
  expect(await execution.reached('job', 'FAILED')).toMatchObject({
    attemptNumber: 1,
    outcome: { message: expect.stringContaining('is CANCELED: somebody has ended it in Flink') },
  })
})

it.each([
  [{ jar: 'missing.jar' }, 'The jar "missing.jar" does not exist'],
  [{ mainClass: 'Missing' }, 'The cluster could not run the program: '],
])('%j: there is one reason, no other attempt and no job', async (options, message) => {
  const execution = await run(options)
  const failed = await execution.reached('job', 'FAILED')
  expect(failed).toMatchObject({
    attemptNumber: 1,
    handle: null,
    outcome: { message: expect.stringContaining(message) },
  })
  expect(await flink.living()).toEqual([])
  expect(await flink.jars()).toEqual([])
})

it('a cluster that is killed is told, and the next attempt runs in the new one', async () => {
  const execution = await run({ unreachableSeconds: 600, retries: 3 })
  await written(20)
  await flink.kill()
  await flink.start()
  const second = await waitFor('another attempt', async () => {
    const latest = await execution.latest('job')
    return latest !== null && latest.attemptNumber > 1 && latest.status === 'RUNNING' ? latest : null
  })
  expect(second.attemptNumber).toBe(2)
  await waitUntil('the job', async () => (await flink.living()).length === 1)
  await stop(execution)
  await execution.reached('job', 'STOPPED')
})
