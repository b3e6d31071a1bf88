import { afterAll, beforeAll, expect, it } from 'vitest'
import { TemporaryAIFlow } from '../testing/temporary-aiflow.ts'

let aiflow: TemporaryAIFlow

beforeAll(async () => {
  aiflow = await TemporaryAIFlow.start()
  await aiflow.upload('quickstart')
})

afterAll(() => aiflow.stop())

it('runs task2 after task1, and task3 on the event of task2', async () => {
  expect(await aiflow.run('workflow-execution', 'start', 'quickstart', '--wait', '-o', 'plain')).toBe('1\tSUCCESS\n')

  expect(await aiflow.log(1, 'task1')).toBe('task1 starts with the execution\n')
  expect(await aiflow.log(1, 'task2')).toMatch(/^task2 starts after task1\nSent "greeting" at offset \d+\.\n$/)
  expect(await aiflow.log(1, 'task3')).toBe('task3 heard: hello from task2\n')
})

it('keeps the event of one execution from the others', async () => {
  const [first, second] = await Promise.all(
    [1, 2].map(() => aiflow.run('workflow-execution', 'start', 'quickstart', '--wait', '-o', 'plain')),
  )

  expect(first).toMatch(/^\d\tSUCCESS\n$/)
  expect(second).toMatch(/^\d\tSUCCESS\n$/)
  for (const id of [2, 3]) {
    const { items } = await aiflow.client.taskExecutions.list(id)
    expect(items.map(({ taskName, sequenceNumber }) => `${taskName}/${sequenceNumber}`).sort()).toEqual([
      'task1/1',
      'task2/1',
      'task3/1',
    ])
  }
})
