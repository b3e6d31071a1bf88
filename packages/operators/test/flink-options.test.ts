import { NonRetryableError, Workflow } from '@aiflow/sdk'
import { expect, test } from 'vitest'
import { FlinkOperator, type FlinkOperatorOptions } from '../src/flink/index.ts'
import { AttemptContext } from './support/task-context.ts'

const define = (options: object): FlinkOperator => {
  let operator: FlinkOperator | undefined
  new Workflow({ name: 'flow' }, () => {
    const all = { name: 'task', cluster: 'http://a.example:8081', jar: 'a.jar', ...options }
    operator = new FlinkOperator(all as FlinkOperatorOptions)
  })
  return operator!
}

test.each([
  [{ cluster: 'a.example:8081' }, '"cluster" of the task "task" is not an "http" or "https" address.'],
  [{ cluster: 'http://me:secret@a.example' }, '"cluster" of the task "task" contains a user'],
  [{ jar: undefined }, 'The task "task" needs either "jar" or "python".'],
  [{ python: 'a.py' }, 'The task "task" needs either "jar" or "python".'],
  [{ jar: undefined, python: 'a.py', mainClass: 'A' }, 'The task "task" has a "mainClass", but no "jar".'],
  [{ clientArgs: ['-v'] }, '"clientArgs" of the task "task", a list, have no effect'],
  [{ args: 'a b' }, '"args" of the task "task" is a list of texts'],
  [{ conf: { a: 1 } }, '"conf" of the task "task" is an object of texts by name'],
  [{ parallelism: 0 }, '"parallelism" of the task "task" cannot be 0'],
  [{ stopWith: 'savepiont' }, 'Did you mean "savepoint"?'],
  [{ resume: 'always' }, '"resume" of the task "task" cannot be "always"'],
  [{ result: 1 }, '"result" of the task "task" is a function, not 1.'],
  [{ savepoints: 'x' }, 'The task "task" has no option "savepoints".'],
])('refuses %j', (options, message) => {
  const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message) }
  expect(() => define(options)).toThrow(expect.objectContaining(error))
})

test('an address that a function gives is checked when the task runs, and leaves nothing to stop', async () => {
  const attempts = new AttemptContext()
  const started = define({ cluster: () => 'ftp://a.example' }).start(attempts.attempt(1))
  await expect(started).rejects.toThrow(NonRetryableError)
  expect(attempts.handle).toBeNull()
})
