import { afterEach, beforeEach, expect, it } from 'vitest'
import { TemporaryAIFlow } from '../testing/temporary-aiflow.ts'

let aiflow: TemporaryAIFlow

beforeEach(async () => {
  aiflow = await TemporaryAIFlow.start()
  await aiflow.upload('sub-workflows')
})

afterEach(() => aiflow.stop())

it('loads each table in an execution of its own, with the day that it was given', async () => {
  const id = await aiflow.startExecution('nightly')

  await expect
    .poll(async () => (await aiflow.client.workflowExecutions.get(id)).status, { timeout: 30_000 })
    .toBe('SUCCESS')
  const { items } = await aiflow.client.workflowExecutions.list({ parent: id })
  expect(items.map(({ status, parameters }) => `${parameters.table} of ${parameters.day} ${status}`).sort()).toEqual([
    'customers of monday SUCCESS',
    'orders of monday SUCCESS',
    'prices of monday SUCCESS',
  ])
  const report = { workflowExecutionId: id, taskName: 'report', sequenceNumber: 1 }
  expect(await aiflow.client.taskExecutions.output(report)).toBe(2100)
})
