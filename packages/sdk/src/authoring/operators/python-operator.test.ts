import { expect, test } from 'vitest'
import { PythonOperator, type PythonOperatorOptions, Workflow } from '../../index.ts'

type Options = Omit<PythonOperatorOptions, 'name'>

function operatorOf(options: Options): unknown {
  const workflow = new Workflow({ name: 'w' }, () => {
    new PythonOperator({ name: 'a', ...options } as PythonOperatorOptions)
  })
  return workflow.toDefinition().tasks[0]?.operator
}

test('is what runs and where, as data', () => {
  expect(operatorOf({ script: 'jobs/train.py', args: ['--fast'], env: { LEVEL: '2' }, cwd: '.' })).toEqual({
    type: 'python',
    run: { type: 'script', file: 'jobs/train.py', args: ['--fast'] },
    env: { LEVEL: '2' },
    cwd: '.',
  })
  expect(operatorOf({ module: 'training.fit', python: 'python3.12' })).toEqual({
    type: 'python',
    run: { type: 'module', name: 'training.fit', args: [] },
    environment: { type: 'python', program: 'python3.12' },
    env: {},
  })
  expect(operatorOf({ callable: 'training:fit', args: [1, [null]], kwargs: { rows: 3 }, uv: '.' })).toEqual({
    type: 'python',
    run: { type: 'callable', name: 'training:fit', args: [1, [null]], kwargs: { rows: 3 } },
    environment: { type: 'uv', folder: '.' },
    env: {},
  })
  expect(operatorOf({ callable: 'm:f', preload: true })).toMatchObject({ preload: true })
  expect(operatorOf({ callable: 'm:f', preload: false })).not.toHaveProperty('preload')
  expect(operatorOf({ callable: 'm:C.run', requirements: 'requirements.txt' })).toMatchObject({
    environment: { type: 'requirements', file: 'requirements.txt' },
  })
  expect(operatorOf({ callable: 'größe:messen', venv: '/opt/venv' })).toMatchObject({
    environment: { type: 'venv', folder: '/opt/venv' },
  })
})

test.each<[string, object, string]>([
  ['nothing to run', {}, 'no Python to run'],
  ['two things to run', { script: 'a.py', module: 'a' }, 'more than one Python'],
  ['two places', { script: 'a.py', venv: '/v', uv: '.' }, '"venv" and "uv"'],
  ['a script elsewhere', { script: '../a.py' }, 'has the part ".."'],
  ['an absolute script', { script: '/a.py' }, 'is absolute'],
  ['a file as a module', { module: 'train.py/x' }, '"training.fit"'],
  ['a function without a module', { callable: 'fit' }, '"training:fit"'],
  ['arguments of a script that are no texts', { script: 'a.py', args: [1] }, 'write String(…)'],
  ['arguments by name of a script', { script: 'a.py', kwargs: {} }, 'only a "callable"'],
  ['a script that is imported ahead', { script: 'a.py', preload: true }, 'only a "callable"'],
  [
    '"preload" that is neither true nor false',
    { callable: 'm:f', preload: 'yes' },
    '"preload" of the task "a" cannot be "yes"',
  ],
  ['arguments that are not JSON', { callable: 'm:f', args: [1n] }, '"args"'],
  ['a relative program', { script: 'a.py', python: 'bin/python' }, 'absolute path'],
  ['a relative environment', { script: 'a.py', venv: 'venv' }, 'absolute path'],
  ['a variable that is none', { script: 'a.py', env: { 'A-B': '1' } }, '"A-B"'],
  ['an unknown option', { script: 'a.py', argv: [] }, 'no option "argv". Did you mean "args"?'],
])('refuses %s', (_, options, message) => {
  const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message) }
  expect(() => operatorOf(options as Options)).toThrow(expect.objectContaining(error))
})

test('options that exclude each other are refused by their types', () => {
  const wrong = () => {
    // @ts-expect-error: nothing to run
    new PythonOperator({ name: 'a' })
    // @ts-expect-error: two things to run
    new PythonOperator({ name: 'a', script: 'a.py', callable: 'm:f' })
    // @ts-expect-error: two places
    new PythonOperator({ name: 'a', script: 'a.py', uv: '.', venv: '/v' })
    // @ts-expect-error: a script takes texts
    new PythonOperator({ name: 'a', script: 'a.py', args: [1] })
    // @ts-expect-error: a script takes none by name
    new PythonOperator({ name: 'a', script: 'a.py', kwargs: {} })
  }
  expect(wrong).toThrow('no Python to run')
})
