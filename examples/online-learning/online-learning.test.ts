import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { TemporaryAIFlow } from '../testing/temporary-aiflow.ts'
import type { Messages } from './messages.ts'
import { packDigits } from './pack-digits.ts'
import type { Validated } from './validate.ts'

let aiflow: TemporaryAIFlow
let execution: number

beforeAll(async () => {
  packDigits(fileURLToPath(new URL('digits.gz', import.meta.url)))
  aiflow = await TemporaryAIFlow.start()
  await aiflow.upload('online-learning', 'digits.gz')
  execution = await aiflow.startExecution('online-learning')
  // The fifth model is not better than the fourth.
  await vi.waitUntil(async () => (await validated()).length >= 5, { timeout: 60_000, interval: 250 })
  await aiflow.run('workflow-execution', 'stop', String(execution), '--wait')
})

afterAll(() => aiflow?.stop())

async function messages<Key extends keyof Messages>(key: Key): Promise<Messages[Key][]> {
  const { items } = await aiflow.client.events.list({ key, limit: 10_000 })
  return items.map(({ value }) => JSON.parse(value!))
}

async function executionsOf(task: string) {
  return (await aiflow.client.taskExecutions.list(execution, { task })).items.toReversed()
}

async function validated(): Promise<Validated[]> {
  const outcomes = (await executionsOf('validate')).map(({ outcome }) => outcome)
  return outcomes.flatMap((outcome) => (outcome?.type === 'success' ? [outcome.output as unknown as Validated] : []))
}

it('trains once on each batch that was prepared, in order', async () => {
  const prepared = await messages('data_prepared')
  const trained = (await executionsOf('train')).map(({ trigger }) => JSON.parse(trigger.events[0]!.value!))

  expect(prepared.map(({ batch }) => batch)).toEqual(prepared.map((_, index) => index + 1))
  expect(trained).toEqual(prepared.slice(0, trained.length))
  expect(trained.length).toBeGreaterThanOrEqual(5)
})

it('gets better as it learns, and deploys a model only if it is better than all before', async () => {
  const models = await validated()
  const best = models.map(({ accuracy }, index) =>
    models.slice(0, index).every((earlier) => accuracy > earlier.accuracy),
  )

  expect(models.map(({ isBetter }) => isBetter)).toEqual(best)
  expect(best.slice(0, 5)).toEqual([true, true, true, true, false])
  expect(models[0]!.accuracy).toBeGreaterThan(0.7)
  expect(models[3]!.accuracy).toBeGreaterThan(0.84)
  const deployed = await messages('model_deployed')
  const better = models.filter(({ isBetter }) => isBetter).map(({ version, accuracy }) => ({ version, accuracy }))
  expect(deployed).toEqual(better.slice(0, deployed.length))
  expect(deployed.length).toBeGreaterThanOrEqual(4)
})

it('serves each deployed model in turn from one task execution', async () => {
  const predicted = await messages('digits_predicted')
  const versions = [...new Set(predicted.map(({ version }) => version))]

  expect(versions).toEqual(versions.toSorted((a, b) => a - b))
  expect(versions.length).toBeGreaterThanOrEqual(3)
  expect(predicted.every(({ correct, digits }) => correct / digits > 0.7)).toBe(true)
  const executions = await executionsOf('predict')
  expect(executions).toMatchObject([{ sequenceNumber: 1, attemptNumber: 1, status: 'STOPPED' }])
})

it('ends its endless tasks when it is stopped', async () => {
  const { status } = await aiflow.client.workflowExecutions.get(execution)

  expect(status).toBe('STOPPED')
  expect(await aiflow.statuses(execution)).toMatchObject({ preprocess: 'STOPPED', predict: 'STOPPED' })
})
