import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packDigits } from '../../examples/online-learning/pack-digits.ts'
import type { Validated } from '../../examples/online-learning/validate.ts'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { kill9 } from '../support/processes.ts'
import { waitFor, waitUntil } from '../support/wait-for.ts'
import { type Testimony, Witness } from '../support/witness.ts'

const WORKFLOW = fileURLToPath(new URL('../fixtures/online-learning.ts', import.meta.url))

const home = new AIFlowHome()
const witness = new Witness(home)
let execution: Execution

beforeAll(async () => {
  packDigits(join(home.folder, 'digits.gz'))
  await home.start()
  await home.upload(WORKFLOW, '--files', 'digits.gz')
  execution = await Execution.start(home, 'online-learning')
  await trained(1)
  await killInTheMiddle('preprocess')
  await killInTheMiddle('train')
  await home.workerBack(await home.killWorker())
  await trained(2)
  await home.crashServer()
  await killInTheMiddle('predict')
  await trained(3)
  const killed = await home.killWorker()
  await home.crashServer()
  await home.workerBack(killed)
  await served(4)
  await home.must('task-execution', 'stop', String(execution.id), 'preprocess')
  await execution.reached('preprocess', 'STOPPED')
  await allLearnt()
}, 120_000)

afterAll(() => home.remove())

/** Kills the process of a task between its begin and its end; looks for another one where it was too late. */
async function killInTheMiddle(task: string): Promise<void> {
  await waitUntil(`${task} to be killed in the middle`, async () => {
    const running = witness.of(task, 'begin').findLast((begin) => !hasEnded(begin))
    if (running === undefined) return false
    await kill9(running.pid)
    return !hasEnded(running)
  })
}

function hasEnded({ attemptId, task }: Testimony): boolean {
  return witness.of(task, 'end').some((end) => end.attemptId === attemptId)
}

async function trained(count: number): Promise<void> {
  await waitUntil(`${count} trained models`, async () => {
    const executions = await execution.taskExecutions('train')
    return executions.filter(({ status }) => status === 'SUCCESS').length >= count
  })
}

/** Waits until a model of this version or a later one predicts. */
async function served(version: number): Promise<void> {
  await waitFor(`model ${version} to serve`, async () => {
    const predicted = await execution.events('digits_predicted')
    return predicted.find(({ value }) => JSON.parse(value ?? '').version >= version) ?? null
  })
}

/** Nothing is prepared any more: each event leads to one validated model. */
async function allLearnt(): Promise<void> {
  const { length } = await execution.events('data_prepared')
  await waitUntil('all to be validated', async () => {
    const executions = await execution.taskExecutions('validate')
    return executions.filter(({ status }) => status === 'SUCCESS').length === length
  })
}

const offsetsOf = (events: readonly { readonly offset: number }[]) => events.map(({ offset }) => offset)

it('loses no batch, and tells of one again only where its task was killed', async () => {
  const batches = (await execution.events('data_prepared')).map(({ value }) => JSON.parse(value ?? '').batch as number)
  const told = [...new Set(batches)]
  expect(told).toEqual(told.map((_, index) => index + 1))
  expect(batches.length - told.length).toBeLessThanOrEqual(1)
  const { count } = await home.client.events.count({ key: 'data_prepared' })
  expect(count).toBe(batches.length)
})

it('applies each event once to each rule, in order', async () => {
  for (const [task, key] of [
    ['train', 'data_prepared'],
    ['deploy', 'model_validated'],
  ] as const) {
    const offsets = offsetsOf(await execution.events(key))
    const fired = (await execution.verdicts(task)).filter(({ verdict }) => verdict === 'fired')
    expect(fired.map(({ eventOffset }) => eventOffset)).toEqual(offsets)
    const executions = await execution.taskExecutions(task)
    expect(executions.map(({ trigger }) => offsetsOf(trigger.events))).toEqual(offsets.map((offset) => [offset]))
  }
})

it('ends each execution of a task once, whatever was killed', async () => {
  for (const task of ['train', 'validate']) {
    const executions = await execution.taskExecutions(task)
    const statuses = await execution.statuses(task)
    expect(executions.every(({ status }) => status === 'SUCCESS')).toBe(true)
    expect(statuses.filter((status) => status === 'SUCCESS')).toHaveLength(executions.length)
    expect(statuses.filter((status) => status === 'INIT')).toHaveLength(witness.of(task, 'begin').length)
  }
})

it('keeps the endless tasks in one execution each, in a new attempt for each process that was killed', async () => {
  for (const task of ['preprocess', 'predict']) {
    expect(await execution.taskExecutions(task)).toMatchObject([{ sequenceNumber: 1, attemptNumber: 2 }])
    expect(witness.of(task, 'begin')).toHaveLength(2)
  }
})

it('never has two processes of a task', () => {
  expect(witness.doubles()).toEqual([])
})

it('trains and deploys models that are good', async () => {
  const validated = (await execution.taskExecutions('validate')).flatMap(({ outcome }) =>
    outcome?.type === 'success' ? [outcome.output as unknown as Validated] : [],
  )
  expect(new Set(validated.map(({ version }) => version)).size).toBeGreaterThanOrEqual(3)
  expect(validated.every(({ accuracy }) => accuracy > 0.7)).toBe(true)
})

it('leaves no process behind after "server stop --all"', async () => {
  await home.must('server', 'stop', '--all')
  expect(home.processes()).toEqual([])
})
