import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { TemporaryAIFlow } from './temporary-aiflow.ts'

let aiflow: TemporaryAIFlow

before(async () => {
  aiflow = await TemporaryAIFlow.start()
  await aiflow.run('workflow', 'upload')
})

after(() => aiflow.stop())

test('collects points until they are enough, and learns from them', async () => {
  const id = await aiflow.startExecution('training', '-p', 'secondsPerBatch=0.1')
  await aiflow.waitFor(`${id}/train/1`, 'SUCCESS')
  await aiflow.waitFor(`${id}/collect/1`, 'STOPPED')
  await aiflow.waitFor(`${id}/report/1`, 'SUCCESS')
  const { points } = (await aiflow.output(`${id}/report/1`)) as { points: number }
  assert.ok(points >= 30, `${points} points`)
})
