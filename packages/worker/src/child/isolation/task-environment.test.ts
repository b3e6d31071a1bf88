import { execFileSync } from 'node:child_process'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { TaskEnvironment } from './task-environment.ts'

const real = process.env
let environment: TaskEnvironment

beforeEach(() => {
  environment = new TaskEnvironment()
  environment.install()
  environment.remember()
  environment.show({ AIFLOW_TASK_NAME: 'mine' })
})

afterEach(() => {
  process.env = real
  for (const name of ['LEFT', 'AIFLOW_TASK_NAME']) delete process.env[name]
})

test('a task sees its variables and those of the process', () => {
  expect(process.env).toMatchObject({ AIFLOW_TASK_NAME: 'mine', PATH: real.PATH })
  expect({ ...process.env }).toMatchObject({ AIFLOW_TASK_NAME: 'mine', PATH: real.PATH })
  expect(Object.keys(process.env)).toEqual([...Object.keys(real), 'AIFLOW_TASK_NAME'])
  expect('AIFLOW_TASK_NAME' in process.env && 'PATH' in process.env && !('NONE' in process.env)).toBe(true)
  expect(process.env.NONE).toBeUndefined()
  expect(real.AIFLOW_TASK_NAME).toBeUndefined()
})

test('a process that it starts gets both', () => {
  expect(execFileSync('sh', ['-c', 'echo "$AIFLOW_TASK_NAME $PATH"'], { encoding: 'utf8' })).toBe(`mine ${real.PATH}\n`)
})

test('the next task has variables of its own', () => {
  environment.show({ AIFLOW_OTHER: 'x' })
  expect([process.env.AIFLOW_TASK_NAME, process.env.AIFLOW_OTHER]).toEqual([undefined, 'x'])
  expect(environment.isUnchanged()).toBe(true)
})

test.each<[string, () => void]>([
  ['sets', () => void Object.assign(process.env, { LEFT: '1' })],
  [
    'defines',
    () =>
      void Object.defineProperty(process.env, 'LEFT', {
        value: '1',
        writable: true,
        enumerable: true,
        configurable: true,
      }),
  ],
  ['sets one of its own', () => void Object.assign(process.env, { AIFLOW_TASK_NAME: 'other' })],
  ['replaces', () => void Object.assign(process, { env: {} })],
])('what a task %s is a change', (_, change) => {
  change()
  environment.show({})
  expect(environment.isUnchanged()).toBe(false)
})

test('what a task sets and takes back is none, nor is deleting a variable of its own', () => {
  process.env.LEFT = '1'
  expect(process.env.LEFT).toBe('1')
  delete process.env.LEFT
  delete process.env.AIFLOW_TASK_NAME
  expect(process.env.AIFLOW_TASK_NAME).toBeUndefined()
  expect(environment.isUnchanged()).toBe(true)
})

test('a task sees what it sets instead of its variable', () => {
  process.env.AIFLOW_TASK_NAME = 'other'
  expect(process.env.AIFLOW_TASK_NAME).toBe('other')
})
