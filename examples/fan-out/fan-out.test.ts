import { afterEach, beforeEach, expect, it } from 'vitest'
import { TemporaryAIFlow } from '../testing/temporary-aiflow.ts'

let aiflow: TemporaryAIFlow

beforeEach(async () => {
  aiflow = await TemporaryAIFlow.start()
  await aiflow.upload('fan-out')
})

afterEach(() => aiflow.stop())

it('loads each file once, archives it by a command, and adds up the rows', async () => {
  const id = await aiflow.startExecution('load-orders')
  const { taskExecutions, workflowExecutions } = aiflow.client

  await expect.poll(async () => (await workflowExecutions.get(id)).status, { timeout: 30_000 }).toBe('SUCCESS')
  const ref = (taskName: string) => ({ workflowExecutionId: id, taskName, sequenceNumber: 1 })
  expect(await taskExecutions.output(ref('total'))).toBe(2100)
  expect((await taskExecutions.get(ref('archive'))).items).toMatchObject({ total: 20, succeeded: 20 })
  const { items } = await taskExecutions.items(ref('load'), { status: 'SUCCESS' })
  expect(items.map(({ index }) => index)).toEqual(Array.from({ length: 20 }, (_, index) => index))
  expect(items[3]?.item).toEqual({ name: 'orders-3.csv', rows: 40 })
  const log = await taskExecutions.readLogs(ref('archive'), { item: 3 })
  expect(log.data).toBe('archiving {"name":"orders-3.csv","rows":40}\n')
})
