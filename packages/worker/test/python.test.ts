import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pythonSpec, SNAPSHOT } from './support/specs.ts'
import { Stage } from './support/stage.ts'

const TRAINING = `
import os, sys
def typed() -> int: ...
def add(left, right=2):
    print(__name__, 'adds')
    return {'sum': left + right}
def fail(rows):
    try:
        return rows[0]
    except IndexError as error:
        raise ValueError(f'no rows\\nin {rows}') from error
def odd():
    return {1, 2}
async def later():
    return 'later'
if __name__ == '__main__':
    from aiflow_tasks import context
    context.set_output([sys.argv[1:], context.task.name, os.path.basename(sys.path[0]), sys.modules['__main__'].__file__ == __file__ and typed.__annotations__['return'] is int])
`

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create()
  stage.far.files.set(SNAPSHOT, [
    { path: 'training.py', contentBase64: Buffer.from(TRAINING).toString('base64') },
    { path: 'exits.py', contentBase64: Buffer.from('import sys; sys.exit("nothing to do")').toString('base64') },
  ])
  await stage.worker()
})

afterEach(() => stage.end())

type Run = Parameters<typeof pythonSpec>[0]

async function outcomeOf(spec: AttemptSpec) {
  stage.far.start1(spec)
  return (await stage.far.report(spec.attemptId, 'finished')).outcome
}

const call = (name: string, args: readonly unknown[] = []): Run => ({ type: 'callable', name, args, kwargs: {} }) as Run

test('a worker says that it runs Python', async () => {
  expect(await stage.far.message('hello')).toMatchObject({ operators: ['python'] })
})

test('a script and a module run as Python runs them, and find aiflow_tasks', async () => {
  const output = [['a b', '--c'], 'task', expect.any(String), true]
  const args = ['a b', '--c']
  const runs: Run[] = [
    { type: 'script', file: 'training.py', args },
    { type: 'module', name: 'training', args },
  ]
  for (const run of runs) expect(await outcomeOf(pythonSpec(run))).toEqual({ type: 'success', output })
})

test('what a function returns is the output', async () => {
  expect(await outcomeOf(pythonSpec({ ...call('training:add', [1]), kwargs: { right: 4 } } as Run))).toEqual({
    type: 'success',
    output: { sum: 5 },
  })
  expect(await outcomeOf(pythonSpec(call('training:later')))).toEqual({ type: 'success', output: 'later' })
  expect(await outcomeOf(pythonSpec(call('training:odd')))).toMatchObject({
    reason: 'error',
    message: expect.stringContaining('"training:odd" returned is not JSON: Object of type set'),
  })
})

test('the reason is the exception with its places and its cause', async () => {
  expect(await outcomeOf(pythonSpec(call('training:fail', [[]])))).toMatchObject({
    type: 'failed',
    reason: 'error',
    message:
      'ValueError: no rows | in [] (training.py, line 11, in fail), caused by IndexError: list index out of range',
    exitCode: 1,
    retryable: true,
  })
})

test('an exit is the end of a program, with its code and the end of its log', async () => {
  expect(await outcomeOf(pythonSpec({ type: 'script', file: 'exits.py', args: [] }))).toMatchObject({
    reason: 'exit',
    exitCode: 1,
    message: 'The command ended with exit code 1: nothing to do',
  })
})

test.each<[string, Run, Parameters<typeof pythonSpec>[1], object]>([
  [
    'a file',
    { type: 'script', file: 'none.py', args: [] },
    {},
    { retryable: false, message: /"none.py" is not among the uploaded files/ },
  ],
  ['a function', call('training:none'), {}, { retryable: false, message: /has no "none"/ }],
  ['a module', call('absent.module:none'), {}, { retryable: true, message: /There is no module "absent"/ }],
  [
    'a file of requirements',
    call('training:add'),
    { environment: { type: 'requirements', file: 'r.txt' } },
    { retryable: false, message: /"r.txt" is not among/ },
  ],
  [
    'a project',
    call('training:add'),
    { environment: { type: 'uv', folder: '.' } },
    { retryable: false, message: /"pyproject.toml" is not among/ },
  ],
  [
    'a program',
    call('training:add'),
    { environment: { type: 'python', program: 'python9' } },
    { retryable: true, message: /no program "python9" in the PATH/ },
  ],
  [
    'an environment',
    call('training:add'),
    { environment: { type: 'venv', folder: '/none' } },
    { retryable: true, message: /"\/none" is no virtual environment/ },
  ],
])('%s that is missing is the reason', async (_, run, more, { message, ...expected }: { message?: RegExp }) => {
  expect(await outcomeOf(pythonSpec(run, more))).toMatchObject({
    ...expected,
    reason: 'start',
    message: expect.stringMatching(message ?? ''),
  })
})
