import { afterAll, beforeAll, expect, it } from 'vitest'
import { TemporaryAIFlow } from '../testing/temporary-aiflow.ts'

let aiflow: TemporaryAIFlow

beforeAll(async () => {
  aiflow = await TemporaryAIFlow.start()
  await aiflow.upload('python-custom-condition', 'records.py')
})

afterAll(() => aiflow.stop())

it('stops the three producers in Python once the consumer had its 100 records', async () => {
  expect(await aiflow.run('workflow-execution', 'start', 'python-custom-condition', '--wait', '-o', 'plain')).toBe(
    '1\tSUCCESS\n',
  )
  expect(await aiflow.statuses(1)).toEqual({
    consumer: 'SUCCESS',
    'producer-1': 'STOPPED',
    'producer-2': 'STOPPED',
    'producer-3': 'STOPPED',
  })
  const [consumer] = (await aiflow.client.taskExecutions.list(1, { task: 'consumer' })).items
  const bySender: Record<string, number> = {
    '1/producer-1/1': expect.any(Number),
    '1/producer-2/1': expect.any(Number),
    '1/producer-3/1': expect.any(Number),
  }
  expect(consumer!.outcome).toMatchObject({ type: 'success', output: { records: 100, by_sender: bySender } })

  const { items } = await aiflow.client.events.list({ key: 'record', limit: 1000 })
  expect(consumer!.trigger.events.map(({ offset }) => offset)).toEqual([items[99]!.offset])
})
