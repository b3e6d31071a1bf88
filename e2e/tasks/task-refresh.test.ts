import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'

const SOURCE = `
import { FunctionOperator, TaskAction, taskStatusKey, ValueStateDescriptor, Workflow } from '@aiflow/sdk'

const PROGRESS = new ValueStateDescriptor<string>('progress')

export const watching = new Workflow({ name: 'watching' }, () => {
  new FunctionOperator({
    name: 'watcher',
    run: async (context) => {
      const look = () => [context.getTaskStatus('work'), context.getState(PROGRESS).value()]
      const looks = [look()]
      const { offset } = await context.events.send('begin')
      for await (const event of context.events.listen(taskStatusKey('watching', 'work'), { from: offset })) {
        if (event.value === 'SUCCESS') break
      }
      looks.push(look())
      await context.refresh()
      looks.push(look())
      await context.getState(PROGRESS).update('seen')
      looks.push(look())
      await context.refresh()
      return [...looks, look()]
    },
  })
  const work = new FunctionOperator({ name: 'work', run: (context) => context.getState(PROGRESS).update('done') })
  work.actionOnEventReceived(TaskAction.START, 'begin')
})
`

let home: AIFlowHome

beforeAll(async () => {
  home = new AIFlowHome()
  await home.start()
})

afterAll(() => home.remove())

it('a long-running task sees what changed after its start when it refreshes, and not before', async () => {
  const file = join(home.folder, 'watching.ts')
  mkdirSync(home.folder, { recursive: true })
  writeFileSync(file, SOURCE)
  await home.upload(file)
  const { workflowExecutionId: id } = await home.client.workflows.startExecution('default', 'watching')
  await expect
    .poll(async () => (await home.client.workflowExecutions.get(id)).status, { timeout: 30_000 })
    .toBe('SUCCESS')
  expect((await home.client.workflowExecutions.outputs(id)).watcher).toEqual([
    [null, null],
    [null, null],
    ['SUCCESS', 'done'],
    ['SUCCESS', 'seen'],
    ['SUCCESS', 'seen'],
  ])
})
