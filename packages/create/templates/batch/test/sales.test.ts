import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { TemporaryAIFlow } from './temporary-aiflow.ts'

let aiflow: TemporaryAIFlow

before(async () => {
  aiflow = await TemporaryAIFlow.start()
  await aiflow.run('workflow', 'upload')
})

after(() => aiflow.stop())

test('adds up the orders by country, though the first download fails, and mails them', async () => {
  const id = await aiflow.startExecution('sales', '-p', 'orders=4')
  await aiflow.waitFor(`${id}/publish/1`, 'SUCCESS')
  assert.deepEqual(await aiflow.output(`${id}/add-up/1`), { Chile: 23, Ghana: 11, Nepal: 12 })
  await aiflow.waitFor('mail', 'SUCCESS')
})

test('raises an alert on a day without orders', async () => {
  const id = await aiflow.startExecution('sales', '-p', 'orders=0')
  await aiflow.waitFor(`${id}/check/1`, 'FAILED')
  await aiflow.waitFor(`${id}/alert/1`, 'SUCCESS')
})
