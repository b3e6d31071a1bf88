import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'

const SOURCE = `
import { BashOperator, type BashOperatorOptions, type CodeTaskOptions, TaskAction, type TaskContext, Workflow } from '@aiflow/sdk'

class Serving extends BashOperator {
  constructor(options: BashOperatorOptions & CodeTaskOptions) {
    super(options)
  }

  override async start(context: TaskContext): Promise<void> {
    await super.start(context)
    await context.events.send('serving', String(context.task.sequenceNumber))
  }

  override async stop(context: TaskContext): Promise<void> {
    console.log('draining')
    await super.stop(context)
    console.log('drained')
  }

  override getMetrics(): object {
    return { open: 3 }
  }
}

export const site = new Workflow({ name: 'site', lifetime: 'untilStopped' }, () => {
  const serve = new Serving({ name: 'serve', command: 'echo up; exec sleep 100000', metricsSeconds: 1 })
  serve.actionOnEventReceived(TaskAction.START, 'open')
  serve.actionOnEventReceived(TaskAction.STOP, 'close')
  serve.actionOnEventReceived(TaskAction.RESTART, 'renew')
  new BashOperator({ name: 'plain', command: 'true' })
})
`

let home: AIFlowHome

beforeAll(async () => {
  home = new AIFlowHome()
  await home.start()
})

afterAll(() => home.remove())

it('rules start, restart and stop a command whose class has its own life cycle', async () => {
  const file = join(home.folder, 'site.ts')
  mkdirSync(home.folder, { recursive: true })
  writeFileSync(file, SOURCE)
  await home.upload(file)
  const { definition } = await home.client.workflows.get('default', 'site')
  expect(definition.tasks.map(({ operator }) => operator.type)).toEqual(['code', 'bash'])
  const execution = await Execution.start(home, 'site')
  await home.must('event', 'send', 'open')
  await execution.reached('serve', 'RUNNING', 1)
  await home.must('event', 'send', 'renew')
  await execution.reached('serve', 'RUNNING', 2)
  const metrics = () =>
    home.client.taskExecutions.metrics({ workflowExecutionId: execution.id, taskName: 'serve', sequenceNumber: 2 })
  await expect.poll(async () => (await metrics()).items[0]?.metrics, { timeout: 30_000 }).toEqual({ open: 3 })
  await home.must('event', 'send', 'close')
  await execution.reached('serve', 'STOPPED', 2)
  for (const sequence of ['1', '2']) {
    const log = await home.must('task-execution', 'logs', String(execution.id), 'serve', sequence)
    expect(log).toMatch(/up\n[\s\S]*draining\n[\s\S]*drained\n/)
  }
  const sent = await home.client.events.list({ key: 'serving' })
  expect(sent.items.map(({ value }) => value)).toEqual(['1', '2'])
})
