import { describe, expectTypeOf, test } from 'vitest'
import {
  AIFlowOperator,
  BashOperator,
  Condition,
  type Context,
  type Event,
  EventCondition,
  FunctionOperator,
  type Json,
  Operator,
  type TaskContext,
  type TaskRule,
  type Workflow,
  type WorkflowRule,
} from '../index.ts'

/** Never called: the compiler is what checks it, and an error that is expected and missing fails it. */
function mistakes(workflow: Workflow, task: Operator, context: TaskContext): void {
  // @ts-expect-error an action that does not exist
  task.actionOnEventReceived('BEGIN', 'k')
  // @ts-expect-error a status that does not exist
  task.actionOnTaskStatus('START', [[task, 'DONE']])
  // @ts-expect-error a status of workflows, not of tasks, cannot be mixed up with an action
  task.actionOnTaskStatus('SUCCESS', [[task, 'SUCCESS']])
  // @ts-expect-error the name of a task is not a task
  task.startAfter('other')
  // @ts-expect-error a key is not a condition
  task.actionOnCondition('START', 'k')
  // @ts-expect-error the reference has the key before the action here
  workflow.actionOnEventReceived('t', 'START', 'k')
  // @ts-expect-error a mode that does not exist
  task.actionOnEventReceived('START', 'k', { whenAlive: 'wait' })
  // @ts-expect-error no name
  new BashOperator({ command: 'true' })
  // @ts-expect-error no command
  new BashOperator({ name: 'a' })
  // @ts-expect-error only code has an isolation
  new BashOperator({ name: 'a', command: 'true', isolation: 'process' })
  // @ts-expect-error variables are texts
  new BashOperator({ name: 'a', command: 'true', env: { N: 1 } })
  // @ts-expect-error arguments are missing
  new FunctionOperator({ name: 'f', run: (_context, n: number) => n })
  // @ts-expect-error an argument of another type
  new FunctionOperator({ name: 'f', run: (_context, n: number) => n, args: ['1'] })
  // @ts-expect-error an operator without start
  class NoStart extends AIFlowOperator {}
  // @ts-expect-error a condition without isMet
  class NoIsMet extends Condition {}
  // @ts-expect-error Operator is abstract
  new Operator({ name: 'a' })
  // @ts-expect-error a field of a filter that does not exist
  new EventCondition('k', { filter: { like: 'x' } })
  // @ts-expect-error an output is JSON
  context.setOutput(() => 1)
  void [NoStart, NoIsMet]
}

describe('authoring in the editor', () => {
  test('mistakes are type errors', () => {
    expectTypeOf(mistakes).toBeFunction()
  })

  test('the arguments of a function are those that args gives', () => {
    const define = () =>
      new FunctionOperator({
        name: 'f',
        args: [1, 'x'],
        run: (context, left, right) => {
          expectTypeOf(context).toEqualTypeOf<TaskContext>()
          expectTypeOf(left).toExtend<number>()
          expectTypeOf(right).toExtend<string>()
        },
      })
    expectTypeOf(define).returns.toExtend<AIFlowOperator>()
    const annotated = () => new FunctionOperator({ name: 'f', args: [[1, 2]], run: (_context, list: number[]) => list })
    expectTypeOf(annotated).returns.toExtend<AIFlowOperator>()
  })

  test('isMet may be synchronous or not', () => {
    class Sync extends Condition {
      override isMet(event: Event): boolean {
        return event.value === '1'
      }
    }
    class Async extends Condition {
      override async isMet(_event: Event, context: Context): Promise<boolean> {
        return context.getTaskStatus('a') === 'RUNNING'
      }
    }
    expectTypeOf<Sync>().toExtend<Condition>()
    expectTypeOf<Async>().toExtend<Condition>()
  })

  test('rules say what they decide', () => {
    expectTypeOf<TaskRule['trigger']>().returns.resolves.toEqualTypeOf<'START' | 'RESTART' | 'STOP' | null>()
    expectTypeOf<WorkflowRule['trigger']>().returns.resolves.toEqualTypeOf<boolean>()
  })

  test('a task context is a context, and says what a task can do', () => {
    expectTypeOf<TaskContext>().toExtend<Context>()
    expectTypeOf<TaskContext['signal']>().toEqualTypeOf<AbortSignal>()
    expectTypeOf<TaskContext['outputs']['get']>().returns.toEqualTypeOf<Json | undefined>()
    expectTypeOf<TaskContext['events']['listen']>().returns.toEqualTypeOf<AsyncIterable<Event>>()
  })
})
