import { afterAll, beforeAll, expect, it } from 'vitest'
import { TemporaryAIFlow } from '../testing/temporary-aiflow.ts'

let aiflow: TemporaryAIFlow

beforeAll(async () => {
  aiflow = await TemporaryAIFlow.start()
  await aiflow.upload('custom-condition')
})

afterAll(() => aiflow.stop())

it('stops the three producers once the consumer had its 100 records', async () => {
  expect(await aiflow.run('workflow-execution', 'start', 'custom-condition', '--wait', '-o', 'plain')).toBe(
    '1\tSUCCESS\n',
  )

  expect(await aiflow.statuses(1)).toEqual({
    consumer: 'SUCCESS',
    'producer-1': 'STOPPED',
    'producer-2': 'STOPPED',
    'producer-3': 'STOPPED',
  })
  const { items } = await aiflow.client.taskExecutions.list(1)
  expect(items).toHaveLength(4)
  const { outcome } = items.find(({ taskName }) => taskName === 'consumer')!
  expect(outcome).toMatchObject({ type: 'success', output: { records: 100 } })
})

it('starts the consumer on the hundredth record and not before', async () => {
  const { items } = await aiflow.client.events.list({ key: 'record', limit: 1000 })
  const [consumer] = (await aiflow.client.taskExecutions.list(1, { task: 'consumer' })).items

  expect(consumer!.trigger.events.map(({ offset }) => offset)).toEqual([items[99]!.offset])
  expect(new Set(items.slice(0, 100).map(({ sender }) => sender))).toEqual(
    new Set(['1/producer-1/1', '1/producer-2/1', '1/producer-3/1']),
  )
})
