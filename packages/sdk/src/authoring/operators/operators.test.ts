import { describe, expect, test } from 'vitest'
import {
  AIFlowOperator,
  BashOperator,
  type BashOperatorOptions,
  type CodeTaskOptions,
  FunctionOperator,
  Operator,
  type TaskContext,
  Workflow,
} from '../../index.ts'
import { isCodeOperator } from './aiflow-operator.ts'

/** The operators below only hand the context on; the run time that makes one is tested with the worker. */
const context = { signal: new AbortController().signal } as TaskContext

class Stream extends AIFlowOperator {
  async start(_context: TaskContext): Promise<string> {
    return 'started'
  }
}

function define<T>(create: () => T): { made: T; operator: unknown } {
  const made: T[] = []
  const workflow = new Workflow({ name: 'w' }, () => void made.push(create()))
  return { made: made[0]!, operator: workflow.toDefinition().tasks[0]?.operator }
}

describe('BashOperator', () => {
  test('is a command with its variables and folder, as data', () => {
    const { operator } = define(
      () => new BashOperator({ name: 'a', command: 'make', env: { LEVEL: '2' }, cwd: '/srv' }),
    )
    expect(operator).toEqual({ type: 'bash', command: 'make', env: { LEVEL: '2' }, cwd: '/srv' })
  })

  test('needs only a command', () => {
    const { made, operator } = define(() => new BashOperator({ name: 'a', command: 'make' }))
    expect(operator).toEqual({ type: 'bash', command: 'make', env: {} })
    expect(made).toBeInstanceOf(AIFlowOperator)
  })

  test.each([
    ['no command', { command: ' ' }, 'no command'],
    ['a command that is no text', { command: 7 as unknown as string }, 'no command'],
    ['a variable that is none', { command: 'make', env: { 'A-B': '1' } }, '"A-B"'],
    ['a value that is no text', { command: 'make', env: { A: 1 as unknown as string } }, '"A"'],
    ['an empty folder', { command: 'make', cwd: '' }, 'folder'],
    ['a folder outside of the files', { command: 'make', cwd: 'data/../..' }, 'leads out'],
  ])('refuses %s', (_title, options, message) => {
    const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message) }
    expect(() => define(() => new BashOperator({ name: 'a', ...options }))).toThrow(expect.objectContaining(error))
  })
})

/** Subclasses of an operator for commands, by what they override. */
const LIFE_CYCLES = {
  start: class extends BashOperator {
    override async start(context: TaskContext): Promise<void> {
      await super.start(context)
    }
  },
  stop: class extends BashOperator {
    override async stop(context: TaskContext): Promise<void> {
      await super.stop(context)
    }
  },
  awaitTermination: class extends BashOperator {
    override async awaitTermination(context: TaskContext): Promise<unknown> {
      return [await super.awaitTermination(context)]
    }
  },
  getMetrics: class extends BashOperator {
    override getMetrics(): object {
      return { rows: 1 }
    }
  },
  reattach: class extends BashOperator {
    override reattach(): void {}
  },
  property: class extends BashOperator {
    override start = async (): Promise<void> => undefined
  },
}

describe('a subclass of BashOperator', () => {
  const options = { name: 'a', command: 'make' }

  test.each(Object.entries(LIFE_CYCLES))('that overrides %s is code', (name, Own) => {
    const { operator } = define(() => new Own(options))
    const own = { ...(name === 'stop' ? { ownStop: true } : {}), ...(name === 'reattach' ? { reattaches: true } : {}) }
    expect(operator).toEqual({ type: 'code', className: Own.name, isolation: 'warm', metricsSeconds: 10, ...own })
  })

  test('that overrides nothing stays a command', () => {
    class Make extends BashOperator {}
    expect(define(() => new Make(options)).operator).toEqual({ type: 'bash', command: 'make', env: {} })
  })

  test('may take the options of code, which a command alone refuses', () => {
    class Measured extends BashOperator {
      constructor(options: BashOperatorOptions & CodeTaskOptions) {
        super(options)
      }
      override getMetrics(): object {
        return { rows: 1 }
      }
    }
    const more = { ...options, isolation: 'process', metricsSeconds: 60 } as const
    expect(define(() => new Measured(more)).operator).toMatchObject({ isolation: 'process', metricsSeconds: 60 })
    expect(() => define(() => new BashOperator(more))).toThrow('has no option "isolation"')
    const shared = { ...options, isolation: 'shared' } as const
    expect(() => define(() => new Measured(shared))).toThrow('tasks that share a process start no commands')
  })

  test('has no command outside of a task', () => {
    const { made } = define(() => new LIFE_CYCLES.getMetrics(options))
    expect(() => made.start(context)).toThrow('runs only in the process of a task')
    expect(() => made.awaitTermination(context)).toThrow('runs only in the process of a task')
  })
})

describe('FunctionOperator', () => {
  test('runs its function with the context and its arguments; the result is what start gives', async () => {
    const run = async (given: TaskContext, left: number, right: string) => [given === context, left, right]
    const { made, operator } = define(() => new FunctionOperator({ name: 'f', run, args: [1, 'x'] }))
    expect(operator).toEqual({ type: 'code', className: 'FunctionOperator', isolation: 'warm', metricsSeconds: 10 })
    expect(await made.start(context)).toEqual([true, 1, 'x'])
    expect(await made.awaitTermination(context)).toBeUndefined()
  })

  test('refuses to have no function', () => {
    const options = { name: 'f' } as ConstructorParameters<typeof FunctionOperator>[0]
    const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining('"run"') }
    expect(() => define(() => new FunctionOperator(options))).toThrow(expect.objectContaining(error))
  })
})

describe('AIFlowOperator', () => {
  test('is an Operator whose code is named in the data form', () => {
    const { made, operator } = define(() => new Stream({ name: 's', isolation: 'process' }))
    expect(made).toBeInstanceOf(Operator)
    expect(isCodeOperator(made)).toBe(true)
    expect(operator).toEqual({ type: 'code', className: 'Stream', isolation: 'process', metricsSeconds: 10 })
  })

  test('by default there is nothing to stop, to wait for or to measure', async () => {
    const { made } = define(() => new Stream({ name: 's' }))
    expect(await made.start(context)).toBe('started')
    expect(await made.stop(context)).toBeUndefined()
    expect(await made.awaitTermination(context, 1)).toBeUndefined()
    expect(await made.getMetrics(context)).toEqual({})
  })

  test('may share its process', () => {
    const { operator } = define(() => new Stream({ name: 's', isolation: 'shared' }))
    expect(operator).toMatchObject({ type: 'code', isolation: 'shared' })
  })

  test('refuses an unknown isolation', () => {
    expect(() => define(() => new Stream({ name: 's', isolation: 'pod' as 'warm' }))).toThrow('"pod"')
  })
})
