import { describe, expect, test } from 'vitest'
import { AIFlowOperator, BashOperator, FunctionOperator, Operator, type TaskContext, Workflow } from '../../index.ts'
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
    expect(isCodeOperator(made)).toBe(false)
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

  test('refuses an unknown isolation', () => {
    expect(() => define(() => new Stream({ name: 's', isolation: 'pod' as 'warm' }))).toThrow('"pod"')
  })
})
