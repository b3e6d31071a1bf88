import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { TemporaryAIFlow } from '../testing/temporary-aiflow.ts'

let aiflow: TemporaryAIFlow
let execution: number

beforeAll(async () => {
  aiflow = await TemporaryAIFlow.start()
  await aiflow.upload('python-online-learning', 'learning.py')
  execution = await aiflow.startExecution('python-online-learning')
  const limit = { timeout: 120_000, interval: 250 }
  await vi.waitUntil(async () => (await messages('points_predicted')).length > 1, limit)
  await vi.waitUntil(async () => (await outputsOf('validate')).length > 4, limit)
  await aiflow.run('workflow-execution', 'stop', String(execution), '--wait')
})

afterAll(() => aiflow?.stop())

interface Model {
  readonly version: number
  readonly accuracy: number
  readonly is_better: boolean
}

async function messages(key: string): Promise<Record<string, number>[]> {
  const { items } = await aiflow.client.events.list({ key, limit: 10_000 })
  return items.map(({ value }) => JSON.parse(value!))
}

async function executionsOf(task: string) {
  return (await aiflow.client.taskExecutions.list(execution, { task })).items.toReversed()
}

async function outputsOf(task: string): Promise<Model[]> {
  const outcomes = (await executionsOf(task)).map(({ outcome }) => outcome)
  return outcomes.flatMap((outcome) => (outcome?.type === 'success' ? [outcome.output as unknown as Model] : []))
}

it('trains once on each batch that was prepared, in order', async () => {
  const trained = (await outputsOf('train')).map(({ version }) => version)
  expect(trained).toEqual(trained.map((_, index) => index + 1))
  expect((await messages('data_prepared')).length).toBeGreaterThanOrEqual(trained.length)
})

it('gets better as it learns, and deploys a model only if it is better than all before', async () => {
  const models = await outputsOf('validate')
  const best = models.map(({ accuracy }, index) =>
    models.slice(0, index).every((earlier) => accuracy > earlier.accuracy),
  )
  expect(models.map((model) => model.is_better)).toEqual(best)
  expect(Math.max(...models.map(({ accuracy }) => accuracy))).toBeGreaterThan(0.8)
  const better = models.filter((model) => model.is_better).map(({ version }) => version)
  const deployed = (await messages('model_deployed')).map(({ version }) => version)
  expect(deployed).toEqual(better.slice(0, deployed.length))
})

it('serves the models from one task execution, and ends when it is stopped', async () => {
  const versions = (await messages('points_predicted')).map(({ version }) => version)
  expect(versions).toEqual(versions.toSorted((a, b) => a! - b!))
  expect(await executionsOf('predict')).toMatchObject([{ sequenceNumber: 1, attemptNumber: 1, status: 'STOPPED' }])
  expect(await aiflow.statuses(execution)).toMatchObject({ preprocess: 'STOPPED', predict: 'STOPPED' })
})
