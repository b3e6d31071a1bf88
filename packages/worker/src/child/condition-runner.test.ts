import { Condition, type Event, FunctionOperator, TaskAction, ValueStateDescriptor, Workflow } from '@aiflow/sdk'
import { expect, test } from 'vitest'
import { Bundle } from './bundle.ts'
import { ConditionRunner } from './condition-runner.ts'

const LARGE = new ValueStateDescriptor<string>('large')

class Filling extends Condition {
  constructor() {
    super(['k'])
  }
  override async isMet(event: Event, context: Parameters<Condition['isMet']>[1]): Promise<boolean> {
    await context.getState(LARGE).update(`${event.offset}${'x'.repeat(1_000_000)}`)
    return false
  }
}

const workflow = new Workflow({ name: 'w' }, () => {
  const task = new FunctionOperator({ name: 'a', run: () => null })
  task.actionOnCondition(TaskAction.START, new Filling(), { name: 'r' })
})

test('the answers about what follows are together no longer than a message to the server may be', async () => {
  const event = (offset: number): Event => ({
    offset,
    kind: 'user',
    namespace: 'default',
    key: 'k',
    value: null,
    sender: null,
    principal: null,
    context: null,
    workflowExecutionId: null,
    createTime: 1,
  })
  const result = await new ConditionRunner(new Bundle([workflow])).evaluate({
    type: 'evaluate',
    requestId: '1',
    snapshotHash: 'hash',
    namespace: 'default',
    workflowName: 'w',
    rule: { type: 'task', task: 'a', name: 'r' },
    event: event(1),
    following: Array.from({ length: 63 }, (_, n) => event(n + 2)),
    states: {},
    taskStatuses: {},
    timeoutMs: 10_000,
  })
  expect(result).toMatchObject({ type: 'ok', met: false })
  expect(JSON.stringify(result).length).toBeLessThan(8_000_000)
})
