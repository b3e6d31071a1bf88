import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from './support/bundle.ts'
import { isAlive } from './support/processes.ts'
import { codeSpec } from './support/specs.ts'
import { Stage } from './support/stage.ts'
import { waitFor } from './support/wait-for.ts'

const BUNDLE = bundle(`
  import { FunctionOperator, AIFlowOperator, NonRetryableError, Workflow } from '@aiflow/sdk'
  import { spawn } from 'node:child_process'
  let count = 0
  export const flow = new Workflow({ name: 'flow' }, () => {
    new FunctionOperator({ name: 'answer', run: (context) => ({ pid: process.pid, count: ++count, event: context.trigger.events[0].value }) })
    new FunctionOperator({ name: 'fail', run: () => { throw new Error('no luck') } })
    new FunctionOperator({ name: 'fail-for-good', run: () => { throw new NonRetryableError('never') } })
    new FunctionOperator({ name: 'not-json', run: () => () => 1 })
    const nest = (depth) => { let value = 1; for (let n = 0; n < depth; n += 1) value = [value]; return value }
    for (const depth of [64, 65, 3000, 50000]) new FunctionOperator({ name: 'nest-' + depth, run: () => nest(depth) })
    const half = 'a\\ud800'
    new FunctionOperator({ name: 'half-output', run: () => ({ rows: [half] }) })
    new FunctionOperator({ name: 'half-key', run: () => ({ [half]: 1 }) })
    new FunctionOperator({ name: 'half-handle', run: (context) => context.handle.set([half]) })
    new FunctionOperator({ name: 'half-error', run: () => { throw new Error(half) } })
    new FunctionOperator({ name: 'lost-key', run: () => ({ rows: [JSON.parse('{"__proto__":1}')] }) })
    new FunctionOperator({ name: 'of-constructor', run: (context) => [context.outputs.get('constructor') ?? null, context.getTaskStatus('toString')] })
    new FunctionOperator({ name: 'deep-handle', run: (context) => context.handle.set(nest(9000)) })
    new FunctionOperator({ name: 'crash', run: () => new Promise(() => setTimeout(() => { throw new Error('out of reach') }, 1)) })
    new FunctionOperator({ name: 'exit', run: () => process.exit(0) })
    new FunctionOperator({ name: 'speak', run: () => console.log('only for the log of speak, FATAL ERROR: heap') })
    new FunctionOperator({ name: 'exit-in-silence', run: () => process.exit(3) })
    new FunctionOperator({ name: 'exit-with-words', run: () => { console.log('out of tokens'); process.exit(3) } })
    new FunctionOperator({ name: 'leak-timer', run: () => { setInterval(() => {}, 1000); return process.pid } })
    new FunctionOperator({ name: 'leak-env', run: () => { process.env.LEFT = '1'; return process.pid } })
    new FunctionOperator({ name: 'leak-process', run: () => { const child = spawn('sleep', ['1000']); return child.pid } })
    new FunctionOperator({ name: 'environment', run: () => ({ ...process.env }) })
    new FunctionOperator({ name: 'log', run: (context) => { context.logger.info('hello', { a: 1 }); console.log('plain') } })
  })
`)

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
})

afterEach(() => stage.end())

async function outcomeOf(taskName: string, changes: Parameters<typeof codeSpec>[1] = {}) {
  const spec = codeSpec(taskName, changes)
  stage.far.start1(spec)
  return (await stage.far.report(spec.attemptId, 'finished')).outcome
}

test('a function runs in a child and its value is the output', async () => {
  await stage.worker()
  const spec = codeSpec('answer')
  stage.far.start1(spec)
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  expect(outcome).toEqual({ type: 'success', output: { pid: expect.any(Number), count: 1, event: 'value' } })
  expect(stage.far.reportsOf(spec.attemptId).map((report) => report.type)).toEqual(['running', 'finished'])
})

test('a warm child runs task after task', async () => {
  await stage.worker()
  const first = await outcomeOf('answer')
  await outcomeOf('answer')
  const third = await outcomeOf('answer')
  expect([first, third]).toMatchObject([{ type: 'success' }, { type: 'success' }])
})

test('the reason of a task whose process exits quotes its own output, never that of a task before it', async () => {
  await stage.worker()
  await outcomeOf('speak')
  const silent = await outcomeOf('exit-in-silence')
  const exited = 'The process exited with code 3 during the task.'
  expect(silent).toMatchObject({ type: 'failed', exitCode: 3, message: exited })
  expect(JSON.stringify(silent)).not.toContain('speak')
  await outcomeOf('speak')
  const message = `${exited} Its last output: out of tokens`
  expect(await outcomeOf('exit-with-words')).toMatchObject({ type: 'failed', exitCode: 3, message })
})

test('an error fails the attempt with its message', async () => {
  await stage.worker()
  expect(await outcomeOf('fail')).toMatchObject({
    type: 'failed',
    reason: 'error',
    message: 'Error: no luck',
    retryable: true,
  })
})

test('an error that forbids another attempt is not retryable', async () => {
  await stage.worker()
  expect(await outcomeOf('fail-for-good')).toMatchObject({ type: 'failed', reason: 'error', retryable: false })
})

test('an output that is not JSON fails the attempt', async () => {
  await stage.worker()
  expect(await outcomeOf('not-json')).toMatchObject({
    type: 'failed',
    message: 'AIFlowError: The output of the task is a function, which JSON does not have. Leave it out.',
  })
})

test('an output may nest as deep as the limit, and no deeper', async () => {
  await stage.worker()
  expect((await outcomeOf('nest-64')).type).toBe('success')
  for (const task of ['nest-65', 'nest-3000', 'nest-50000', 'deep-handle']) {
    const message = expect.stringContaining('nests deeper than 64 levels')
    expect(await outcomeOf(task)).toMatchObject({ type: 'failed', reason: 'error', message })
  }
})

test('an output key that JSON would lose fails the attempt, with its place', async () => {
  await stage.worker()
  const message =
    'AIFlowError: The output of the task has the key "__proto__", which no object may have, at "rows[0]". '
  expect(await outcomeOf('lost-key')).toMatchObject({ type: 'failed', message: expect.stringContaining(message) })
})

test('half a character in an output fails the attempt, with its place; in the message of an error it is replaced', async () => {
  await stage.worker()
  for (const [task, place] of [
    ['half-output', ', at "rows[0]"'],
    ['half-key', ', at "a\ufffd"'],
    ['half-handle', ', at "[0]"'],
  ] as const) {
    const message = expect.stringContaining(`is no valid Unicode: a surrogate has no other half${place}. `)
    expect(await outcomeOf(task)).toMatchObject({ type: 'failed', reason: 'error', message })
  }
  expect(await outcomeOf('half-error')).toMatchObject({ type: 'failed', message: 'Error: a\ufffd' })
})

test('a task named like a member of every object has no output or status if it never ran', async () => {
  await stage.worker()
  expect(await outcomeOf('of-constructor')).toEqual({ type: 'success', output: [null, null] })
})

test.each([
  ['a file that is the folder of another', ['a', 'a/b']],
  ['a folder that is a file of another', ['a/b', 'a']],
  ['a name that is too long', ['x'.repeat(300)]],
  ['a path that is too long', [Array.from({ length: 600 }, () => 'abcdefghi').join('/')]],
  ['NUL in it', ['a\0b']],
])('an old snapshot with %s fails the attempt for good', async (_, paths) => {
  stage.far.files.set(
    'with-files',
    paths.map((path) => ({ path, contentBase64: '' })),
  )
  stage.far.bundles.set('with-files', BUNDLE)
  await stage.worker()
  const outcome = await outcomeOf('answer', { snapshotHash: 'with-files' })
  expect(outcome).toMatchObject({ type: 'failed', reason: 'start', retryable: false })
  expect(outcome).toMatchObject({ message: expect.stringContaining('Rename it, and upload the workflow again.') })
})

test('an error outside of every promise fails the attempt that runs', async () => {
  await stage.worker()
  expect(await outcomeOf('crash')).toMatchObject({ type: 'failed', reason: 'error', message: 'Error: out of reach' })
})

test('code that ends its process fails the attempt', async () => {
  await stage.worker()
  expect(await outcomeOf('exit')).toMatchObject({ type: 'failed', reason: 'exit', exitCode: 0 })
})

test.each(['leak-timer', 'leak-env'])('a child that a task changed (%s) is not used again', async (taskName) => {
  await stage.worker()
  const outcome = await outcomeOf(taskName)
  const pid = outcome.type === 'success' ? Number(outcome.output) : 0
  expect(pid).toBeGreaterThan(1)
  await waitFor(() => (isAlive(pid) ? null : true), 'the end of the child')
})

test('a process that a task left behind is ended before the task is reported as finished', async () => {
  await stage.worker()
  const outcome = await outcomeOf('leak-process')
  expect(outcome.type).toBe('success')
  expect(isAlive(outcome.type === 'success' ? Number(outcome.output) : 0)).toBe(false)
})

test('a task with isolation "process" has its child for itself', async () => {
  await stage.worker()
  const operator = { type: 'code', className: 'FunctionOperator', isolation: 'process' } as const
  expect(await outcomeOf('answer', { operator })).toMatchObject({ output: { count: 1 } })
  expect(await outcomeOf('answer', { operator })).toMatchObject({ output: { count: 1 } })
})

test('code sees the allow-list, its own variables, and nothing else of the worker', async () => {
  await stage.worker({ environment: { ...process.env, SECRET: 'x', PASSED: 'y' }, passEnvironment: ['PASSED'] })
  const outcome = await outcomeOf('environment')
  const environment = outcome.type === 'success' ? outcome.output : null
  expect(environment).toMatchObject({ AIFLOW_TASK_NAME: 'environment', AIFLOW_EVENT_VALUE: 'value', PASSED: 'y' })
  expect(environment).not.toHaveProperty('SECRET')
})

test('a task that is not in the bundle fails without retries', async () => {
  await stage.worker()
  expect(await outcomeOf('unknown')).toMatchObject({ type: 'failed', reason: 'start', retryable: false })
})

test('each line of a logger names the request that led to the task', async () => {
  await stage.worker()
  const spec = codeSpec('log', { requestId: 'request-1' })
  stage.far.start1(spec)
  await stage.far.report(spec.attemptId, 'finished')
  expect(await stage.far.log(spec.attemptId)).toContain('hello {"a":1,"requestId":"request-1"}')
})

test('what a task writes is its part of the log of the child', async () => {
  await stage.worker()
  await outcomeOf('log')
  const spec = codeSpec('log')
  stage.far.start1(spec)
  await stage.far.report(spec.attemptId, 'finished')
  stage.far.send({ type: 'readLog', requestId: 'r', attemptId: spec.attemptId, offset: 0, maxBytes: 10_000 })
  const { result } = await stage.far.message('log')
  expect(result).toMatchObject({ type: 'ok', offset: 0, complete: true })
  expect(result.type === 'ok' && result.data).toMatch(/^\S+ INFO {2}hello {"a":1}\nplain\n$/)
})
