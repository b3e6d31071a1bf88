import { symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { freePort } from '../support/free-port.ts'
import { numbersIn } from '../support/java-tools.ts'
import { killAll9 } from '../support/processes.ts'
import { SparkStandalone } from '../support/spark.ts'
import { waitFor, waitUntil } from '../support/wait-for.ts'

const PACKAGES = fileURLToPath(new URL('../../node_modules', import.meta.url))
const COUNT = fileURLToPath(new URL('../fixtures/operators/spark/count_lines.py', import.meta.url))
const ENDLESS = 1_000_000
/** Each start of Spark takes many seconds of a processor. */
const PATIENT_MS = 180_000
const spark = new SparkStandalone()
let home: AIFlowHome
let witness: string

// The first start installs it.
beforeAll(() => spark.start(), 600_000)
afterAll(() => spark.remove())

beforeEach(async () => {
  home = new AIFlowHome()
  witness = join(home.folder, 'numbers')
  symlinkSync(PACKAGES, join(home.folder, 'node_modules'))
  await home.start()
})
afterEach(async () => {
  await killAll9(spark.processes())
  await home.remove()
})

/** Runs a workflow with one task, whose options are given as they stand in a file. */
const run = async (options: Record<string, unknown>): Promise<Execution> => {
  const all = {
    name: 'app',
    master: spark.master,
    application: spark.jar,
    mainClass: 'Numbers',
    args: numbers(ENDLESS),
    conf: spark.conf,
    graceSeconds: 5,
    retries: 2,
    retriesOnLost: 5,
    retryDelaySeconds: 0.1,
    ...options,
  }
  const file = join(home.folder, 'far.ts')
  writeFileSync(
    file,
    `import { SparkOperator } from '@aiflow/operators/spark'
import { Workflow } from '@aiflow/sdk'
export const far = new Workflow({ name: 'far' }, () => { new SparkOperator(${JSON.stringify(all)}) })`,
  )
  await home.upload(file)
  return Execution.start(home, 'far')
}
const inClient = () => ({ sparkHome: spark.home, env: spark.environment })
const inCluster = () => ({
  deployMode: 'cluster',
  restAddress: spark.restAddress,
  webAddress: spark.webAddress,
  env: spark.environment,
})
const stop = (execution: Execution) => home.must('task-execution', 'stop', String(execution.id), 'app')
const numbers = (count: number, failAt = 0) => [witness, String(count), String(failAt)]
const written = async (count: number) =>
  waitUntil(`${count} numbers`, () => numbersIn(witness).length >= count, PATIENT_MS)
const ended = async (execution: Execution, status: 'SUCCESS' | 'FAILED' | 'STOPPED') =>
  waitFor(
    `the end of ${execution.id}`,
    async () => {
      const latest = await execution.latest('app')
      if (latest?.status === 'FAILED' && status !== 'FAILED') throw new Error(JSON.stringify(latest.outcome))
      return latest?.status === status ? latest : null
    },
    PATIENT_MS,
  )
const killAll = async () => {
  const { workerPid } = home
  await home.killServer()
  await killAll9(home.processes().filter(({ command }) => /\bchild\.js\b/.test(command)))
  await home.killWorker()
  await home.start()
  await home.workerBack(workerPid)
}
const nextAttempt = (execution: Execution) =>
  waitUntil('the next attempt', async () => {
    const latest = await execution.latest('app')
    return latest?.attemptNumber === 2 && latest.status === 'RUNNING'
  })
const noneLeft = () => waitUntil('the end of all processes of Spark', () => spark.processes().length === 0)

it('a Python program in client mode leaves its output, and its error is the reason', async () => {
  writeFileSync(witness, '1\n2\n3\n')
  const python = {
    ...inClient(),
    application: COUNT,
    mainClass: undefined,
    args: [witness],
    master: 'local[1]',
    retries: 0,
  }
  const execution = await run(python)
  expect(await ended(execution, 'SUCCESS')).toMatchObject({
    outcome: { output: { output: { lines: 3 }, driverId: null } },
  })
  writeFileSync(witness, '')
  const failed = await ended(await run(python), 'FAILED')
  expect(failed).toMatchObject({
    outcome: { message: expect.stringContaining('spark-submit ended with 1: ValueError: no lines') },
  })
})

it('a file of SQL in client mode prints its rows', async () => {
  writeFileSync(join(home.folder, 'sums.sql'), 'SELECT sum(id) AS sum FROM range(101);\n')
  const application = join(home.folder, 'sums.sql')
  const execution = await run({
    ...inClient(),
    application,
    mainClass: undefined,
    args: [],
    master: 'local[1]',
    conf: { ...spark.conf, 'spark.sql.catalogImplementation': 'in-memory' },
  })
  await ended(execution, 'SUCCESS')
  expect(await home.must('task-execution', 'logs', `${execution.id}/app`)).toMatch(/^5050$/m)
})

it('one application runs in client mode, whatever is killed, and none is left after a stop', async () => {
  const execution = await run(inClient())
  await written(5)
  await killAll()
  await nextAttempt(execution)
  await waitUntil('one application', async () => (await spark.state()).completedapps.length > 0, PATIENT_MS)
  await waitUntil('the next application', async () => (await spark.state()).activeapps.length === 1, PATIENT_MS)
  await stop(execution)
  await ended(execution, 'STOPPED')
  await noneLeft()
  expect((await spark.state()).activeapps).toEqual([])
})

it('one driver runs in cluster mode, whatever is killed, and none is left after a stop', async () => {
  const { completeddrivers: before } = await spark.state()
  const execution = await run(inCluster())
  await written(5)
  await killAll()
  await nextAttempt(execution)
  const count = numbersIn(witness).length
  await written(count + 5)
  expect((await spark.state()).activedrivers).toHaveLength(1)
  expect(new Set(numbersIn(witness)).size).toBe(numbersIn(witness).length)
  await stop(execution)
  await ended(execution, 'STOPPED')
  const { activedrivers, completeddrivers } = await spark.state()
  expect([activedrivers.length, completeddrivers.length - before.length]).toEqual([0, 1])
  await noneLeft()
})

it('a driver whose name was lost with the answer is found, and one that others kill is not submitted again', async () => {
  const port = await freePort()
  let submissions = 0
  /** Hands a submission on, and kills the task before it has the answer. */
  const between = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    const { method = 'GET', url = '/' } = request
    const answer = await fetch(`${spark.restAddress}${url}`, method === 'GET' ? {} : { method, body })
    const text = await answer.text()
    if (url.includes('create')) {
      submissions += 1
      await killAll9(home.processes().filter(({ command }) => /\bchild\.js\b/.test(command)))
    }
    response.writeHead(answer.status).end(text)
  }).listen(port, '127.0.0.1')
  try {
    const execution = await run({ ...inCluster(), restAddress: `http://127.0.0.1:${port}` })
    await written(5)
    await nextAttempt(execution)
    const { activedrivers } = await spark.state()
    expect([activedrivers.length, submissions]).toEqual([1, 1])
    await waitUntil('the driver to be known', async () => {
      const handle = (await execution.latest('app'))?.handle as { driverId?: string } | null | undefined
      return handle?.driverId === activedrivers[0]?.id
    })
    await fetch(`${spark.restAddress}/v1/submissions/kill/${activedrivers[0]?.id}`, { method: 'POST' })
    expect(await ended(execution, 'FAILED')).toMatchObject({
      attemptNumber: 2,
      outcome: { message: expect.stringContaining('was killed: somebody has ended it at the master') },
    })
  } finally {
    between.close()
  }
})

it.each([
  [{ mainClass: 'Missing' }, 'is FAILED: java.lang.ClassNotFoundException: Missing', 1],
  [{ application: '/missing.jar' }, 'is ERROR: ', 1],
  [{ args: [], retries: 1 }, 'is FAILED: java.lang.ArrayIndexOutOfBoundsException', 2],
])('a driver with %j fails with one reason, and nothing is left', async (options, message, attemptNumber) => {
  const execution = await run({ ...inCluster(), ...options })
  const failed = await ended(execution, 'FAILED')
  expect(failed).toMatchObject({ attemptNumber, handle: null, outcome: { message: expect.stringContaining(message) } })
  await noneLeft()
})
