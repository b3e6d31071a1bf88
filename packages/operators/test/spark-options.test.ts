import { NonRetryableError, Workflow } from '@aiflow/sdk'
import { expect, test } from 'vitest'
import { SparkOperator, type SparkOperatorOptions } from '../src/spark/index.ts'
import { AttemptContext } from './support/task-context.ts'

const define = (options: object): SparkOperator => {
  let operator: SparkOperator | undefined
  new Workflow({ name: 'flow' }, () => {
    const all = { name: 'task', master: 'spark://a.example:7077', application: 'a.jar', ...options }
    operator = new SparkOperator(all as SparkOperatorOptions)
  })
  return operator!
}

test.each([
  [{ application: 'a.R' }, '"application" of the task "task" must end with ".jar", ".py" or ".sql".'],
  [{ application: 'a.py', mainClass: 'A' }, 'The task "task" has a "mainClass", but its application is not a jar.'],
  [{ deployMode: 'cluster' }, 'The task "task" needs "mainClass" in cluster mode.'],
  [{ deployMode: 'cluster', application: 'a.sql' }, 'The task "task" cannot run a file of SQL in cluster mode.'],
  [{ deployMode: 'cluster', application: 'a.py', master: 'yarn' }, 'needs a standalone master such as "spark://'],
  [
    { deployMode: 'cluster', application: 'a.py', sparkHome: '/x' },
    '"sparkHome" of the task "task" has no effect in cluster',
  ],
  [{ restAddress: 'http://x' }, '"restAddress" of the task "task" has no effect in client mode.'],
  [{ deployMode: 'clutser' }, 'Did you mean "cluster"?'],
  [{ args: [1] }, '"args" of the task "task" is a list of texts, not a list.'],
  [{ env: [] }, '"env" of the task "task" is an object of texts by name, not an empty list.'],
  [{ sql: 'SELECT 1' }, 'The task "task" has no option "sql".'],
])('refuses %j', (options, message) => {
  const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message) }
  expect(() => define(options)).toThrow(expect.objectContaining(error))
})

test.each([
  [{ application: () => 'a.txt' }, 'must end with ".jar", ".py" or ".sql"'],
  [{ args: () => 'a' }, '"args" of the task "task" is a list of texts, not "a".'],
  [{ application: 'missing.py' }, 'The application "missing.py" does not exist'],
  [{ application: '/dev/null.py' }, 'The application "/dev/null.py" does not exist'],
])('refuses %o when it runs, without another attempt', async (options, message) => {
  const started = define(options).start(new AttemptContext().attempt(1, { files: '/nowhere' }))
  await expect(started).rejects.toThrow(NonRetryableError)
  await expect(started).rejects.toThrow(message)
})

test('a worker without Spark says so', async () => {
  const operator = define({ application: 'http://a.example/a.jar', sparkHome: '/nowhere' })
  const started = operator.start(new AttemptContext().attempt(1))
  await expect(started).rejects.toThrow('The worker cannot run "/nowhere/bin/spark-submit". Install Spark')
})
