import { NonRetryableError, Workflow } from '@aiflow/sdk'
import { expect, test } from 'vitest'
import { ContainerOperator, type ContainerOperatorOptions } from '../src/container/index.ts'
import { AttemptContext } from './support/task-context.ts'

const define = (options: object): ContainerOperator => {
  let operator: ContainerOperator | undefined
  new Workflow({ name: 'flow' }, () => {
    operator = new ContainerOperator({ name: 'task', image: 'a:1', ...options } as ContainerOperatorOptions)
  })
  return operator!
}

test.each([
  [{ image: ' ' }, '"image" of the task "task" is a text'],
  [{ command: 'ls -l' }, '"command" of the task "task" is a list of texts'],
  [{ command: ['ls', 1] }, '"command" of the task "task" is a list of texts'],
  [{ pull: 'sometimes' }, '"pull" of the task "task" is "missing", "always" or "never"'],
  [{ mounts: [{ source: '/a', target: 'b' }] }, '"mounts" of the task "task" is a list of objects'],
  [{ mounts: [{ source: '/a,readonly', target: '/b' }] }, 'both without commas'],
  [{ resources: { cpu: 1 } }, '"resources" of the task "task" has no "cpu"'],
  [{ resources: { cpus: 0 } }, '"cpus" of the task "task" cannot be 0'],
  [{ resources: { memoryMegabytes: 0.5 } }, '"memoryMegabytes" of the task "task" cannot be 0.5'],
  [{ engineArguments: '--gpus all' }, '"engineArguments" of the task "task" is a list of texts'],
  [{ unreachableSeconds: -1 }, '"unreachableSeconds" of the task "task" cannot be -1'],
  [{ doNotRetryExitCodes: [0] }, '"doNotRetryExitCodes" of the task "task" cannot be 0'],
  [{ mount: [] }, 'Did you mean "mounts"?'],
])('refuses %j', (options, message) => {
  const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message) }
  expect(() => define(options)).toThrow(expect.objectContaining(error))
})

test.each([
  [{ image: () => '--privileged' }, '"image" of the task "task" cannot be "--privileged"'],
  [{ command: () => 'ls' }, '"command" of the task "task" is a list of texts, not "ls"'],
  [{ env: { AIFLOW_OUTPUT_FILE: '/x' } }, '"env" of the task "task" cannot set "AIFLOW_OUTPUT_FILE"'],
  [{ env: { 'A B': 'x' } }, '"env" of the task "task" is an object of texts'],
  [{ engine: 'no-such-engine', pull: 'always' }, 'The worker has no program "no-such-engine"'],
])('refuses %j when it starts, and leaves nothing to stop', async (options, message) => {
  const attempts = new AttemptContext()
  const error = await define({ engine: 'podman', ...options })
    .start(attempts.attempt(1))
    .catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(NonRetryableError)
  expect(error).toMatchObject({ message: expect.stringContaining(message) })
  expect(attempts.handle).toBeNull()
})
