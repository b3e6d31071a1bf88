import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { TemporaryAIFlow } from './temporary-aiflow.ts'

let aiflow: TemporaryAIFlow
let execution: number

before(async () => {
  aiflow = await TemporaryAIFlow.start()
  await aiflow.run('workflow', 'upload')
  execution = await aiflow.startExecution('greenhouse', '-p', 'everyMs=20')
})

after(() => aiflow.stop())

test('the fan runs while it is warm, again and again', async () => {
  await aiflow.waitFor(`${execution}/fan/1`, 'RUNNING')
  await aiflow.waitFor(`${execution}/fan/1`, 'STOPPED')
  await aiflow.waitFor(`${execution}/fan/2`, 'RUNNING')
})

test('every ten readings become a report', async () => {
  await aiflow.waitFor(`${execution}/report/1`, 'SUCCESS')
  const { lowest, highest } = (await aiflow.output(`${execution}/report/1`)) as { lowest: number; highest: number }
  assert.ok(lowest >= 18 && highest <= 30, `from ${lowest} to ${highest}`)
})

test('a new sensor takes the place of the old one', async () => {
  await aiflow.client.events.send({ key: 'sensor_replaced' })
  await aiflow.waitFor(`${execution}/sensor/1`, 'STOPPED')
  await aiflow.waitFor(`${execution}/sensor/2`, 'RUNNING')
})
