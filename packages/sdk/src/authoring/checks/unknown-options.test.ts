import { expect, test } from 'vitest'
import { AIFlowOperator, BashOperator, FunctionOperator, TaskAction, Workflow } from '../../index.ts'

const command = 'true'
const run = () => null

/** Written without types, as in a file that nobody type-checks. */
const untyped = (options: object) => options as never

test.each<[string, (workflow: Workflow) => void, string]>([
  [
    'a command',
    () => new BashOperator(untyped({ name: 'a', command, retires: 2 })),
    'The task "a" has no option "retires". Did you mean "retries"?',
  ],
  [
    'a function',
    () => new FunctionOperator(untyped({ name: 'a', run, timeout: 5 })),
    'The task "a" has no option "timeout". Did you mean "timeoutSeconds"?',
  ],
  [
    'a rule',
    () => {
      const task = new BashOperator({ name: 'a', command })
      task.actionOnEventReceived(TaskAction.START, 'k', untyped({ whenalive: 'queue' }))
    },
    'The rule "on-k" has no option "whenalive". Did you mean "whenAlive"?',
  ],
  [
    'a rule on other tasks',
    () => {
      const first = new BashOperator({ name: 'a', command })
      new BashOperator({ name: 'b', command }).startAfter(first, untyped({ frehs: true }))
    },
    'The rule "after-a" has no option "frehs". Its options are name, whenAlive, queueLimit.',
  ],
  [
    'a trigger',
    (workflow) => workflow.trigger('t', 'k', untyped({ overlaps: 'skip' })),
    'The trigger "t" has no option "overlaps". Did you mean "overlap"?',
  ],
  [
    'a schedule',
    (workflow) => workflow.schedule('s', 'interval@0 1 0 0', untyped({ timeZone: 'UTC' })),
    'The schedule "s" has no option "timeZone". Did you mean "timezone"?',
  ],
])('%s refuses an option that it does not have', (_what, define, message) => {
  expect(() => new Workflow({ name: 'w' }, define)).toThrow(
    expect.objectContaining({ code: 'INVALID_WORKFLOW', message }),
  )
})

test('a workflow refuses an option that it does not have', () => {
  expect(() => new Workflow(untyped({ name: 'w', maxActiveExecution: 1 }))).toThrow(
    'The workflow "w" has no option "maxActiveExecution". Did you mean "maxActiveExecutions"?',
  )
})

test('an option without a value is none, and an operator of your own takes what it likes', () => {
  class Mine extends AIFlowOperator {
    override start(): void {}
  }
  class Command extends BashOperator {}
  const workflow = new Workflow({ name: 'w' }, () => {
    new BashOperator(untyped({ name: 'a', command, later: undefined }))
    new Mine(untyped({ name: 'b', path: '/data' }))
    new Command(untyped({ name: 'c', command, path: '/data' }))
  })
  expect([...workflow.tasks.keys()]).toEqual(['a', 'b', 'c'])
})
