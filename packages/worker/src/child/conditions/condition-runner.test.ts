import { Condition, type Event, FunctionOperator, TaskAction, ValueStateDescriptor, Workflow } from '@aiflow/sdk'
import { expect, test } from 'vitest'
import { Bundle } from '../bundle.ts'
import { ConditionRunner } from './condition-runner.ts'

const LARGE = new ValueStateDescriptor<string>('large')

const COUNT = new ValueStateDescriptor<number>('count')

class Filling extends Condition {
  constructor() {
    super(['k'])
  }
  override async isMet(event: Event, context: Parameters<Condition['isMet']>[1]): Promise<boolean> {
    await context.getState(LARGE).update(`${event.offset}${'x'.repeat(100_000)}`)
    return false
  }
}

/** Each call takes as long as the test says, by a clock that nothing else moves. */
class Slow extends Condition {
  constructor() {
    super(['k'])
  }
  override async isMet(_event: Event, context: Parameters<Condition['isMet']>[1]): Promise<boolean> {
    time += callMs
    await context.getState(COUNT).update((context.getState(COUNT).value() ?? 0) + 1)
    return false
  }
}

/** Answers with what no compiler would have taken. */
class Careless extends Condition {
  constructor() {
    super(['k'])
  }
  override async isMet(): Promise<boolean> {
    return answer as boolean
  }
}

let time = 0
let callMs = 0
let answer: unknown = false

const workflow = new Workflow({ name: 'w' }, () => {
  const task = new FunctionOperator({ name: 'a', run: () => null })
  task.actionOnCondition(TaskAction.START, new Filling(), { name: 'fills' })
  task.actionOnCondition(TaskAction.START, new Slow(), { name: 'slow' })
  task.actionOnCondition(TaskAction.START, new Careless(), { name: 'careless' })
})

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

/** Asks about an event and the 63 that follow it. */
function evaluate(rule: string) {
  return new ConditionRunner(new Bundle([workflow]), () => time).evaluate({
    type: 'evaluate',
    requestId: '1',
    snapshotHash: 'hash',
    namespace: 'default',
    workflowName: 'w',
    rule: { type: 'task', task: 'a', name: rule },
    event: event(1),
    following: Array.from({ length: 63 }, (_, n) => event(n + 2)),
    states: {},
    timeoutMs: 10_000,
  })
}

test('the answers about what follows are together no longer than a message should be', async () => {
  callMs = 0
  const result = await evaluate('fills')
  expect(result).toMatchObject({ type: 'ok', met: false, following: { length: 3 } })
})

test.each([
  { ms: 0, asked: 63 },
  { ms: 1, asked: 21 },
  { ms: 7, asked: 3 },
  { ms: 21, asked: 1 },
  { ms: 5000, asked: 1 },
])('a condition that takes $ms ms is asked about $asked of the events that follow', async ({ ms, asked }) => {
  callMs = ms
  const result = await evaluate('slow')
  expect(result).toMatchObject({ type: 'ok', following: { length: asked } })
  const { following = [] } = result.type === 'ok' ? result : {}
  expect(following.map(({ states }) => states.count)).toEqual(Array.from({ length: asked }, (_, n) => n + 2))
})

test.each([
  [1, '1'],
  [0, '0'],
  ['true', '"true"'],
  [undefined, 'undefined'],
  [null, 'null'],
  [[true], 'a list'],
  [() => true, 'a function'],
])('a condition that returns %j fails, and is taken for neither met nor not met', async (returned, words) => {
  answer = returned
  const message = `AIFlowError: "isMet" of the condition "Careless" returned ${words}. Return true or false.`
  expect(await evaluate('careless')).toEqual({ type: 'error', cause: 'condition', message })
})
