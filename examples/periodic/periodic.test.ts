import { afterAll, beforeAll, expect, it } from 'vitest'
import { TemporaryAIFlow } from '../testing/temporary-aiflow.ts'

let aiflow: TemporaryAIFlow

beforeAll(async () => {
  aiflow = await TemporaryAIFlow.start()
  await aiflow.upload('periodic')
})

afterAll(() => aiflow.stop())

it('runs a task by its own timer until the execution is stopped', async () => {
  const id = await aiflow.startExecution('periodic-task')
  const ticks = async () => (await aiflow.client.taskExecutions.list(id)).items.toReversed()

  await expect.poll(async () => (await ticks()).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(3)
  await aiflow.run('workflow-execution', 'stop', String(id), '--wait')

  const all = await ticks()
  expect(all.map(({ sequenceNumber }) => sequenceNumber)).toEqual(all.map((_, index) => index + 1))
  expect(new Set(all.map(({ type }) => type))).toEqual(new Set(['PERIODIC']))
  expect(all[2]!.createTime - all[1]!.createTime).toBeGreaterThan(800)
  expect(await aiflow.log(id, 'tick', 2)).toBe('tick 2\n')
  expect((await aiflow.client.workflowExecutions.get(id)).status).toBe('STOPPED')
})

it('starts a workflow at each time of its schedule, once', async () => {
  const dueTimes = async () => {
    const { items } = await aiflow.client.workflowExecutions.list({ workflow: 'periodic-workflow', type: 'PERIODIC' })
    return items.toReversed().map(({ trigger }) => JSON.parse(trigger.events[0]!.value!).dueTime as number)
  }

  await expect.poll(async () => (await dueTimes()).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(3)
  const times = await dueTimes()
  expect(times.every((time) => time % 2000 === 0)).toBe(true)
  expect(times).toEqual(times.map((_, index) => times[0]! + index * 2000))
})
