import { NonRetryableError, Workflow } from '@aiflow/sdk'
import { expect, test } from 'vitest'
import { SshOperator, type SshOperatorOptions } from '../src/ssh/index.ts'
import { AttemptContext } from './support/task-context.ts'

const define = (options: object) =>
  new Workflow({ name: 'flow' }, () => {
    new SshOperator({ name: 'task', host: 'a.example', command: 'true', ...options } as SshOperatorOptions)
  })

test.each([
  [{ host: '-oProxyCommand=x' }, '"host" of the task "task" cannot be "-oProxyCommand=x"'],
  [{ host: 'a b' }, '"host" of the task "task" cannot be "a b"'],
  [{ command: ' ' }, '"command" of the task "task" is a text'],
  [{ port: 0 }, '"port" of the task "task" cannot be 0'],
  [{ shell: '' }, '"shell" of the task "task" is a text'],
  [{ unreachableSeconds: -1 }, '"unreachableSeconds" of the task "task" cannot be -1'],
  [{ doNotRetryExitCodes: [256] }, '"doNotRetryExitCodes" of the task "task" cannot be 256'],
  [{ sshOptions: { 'Proxy Jump': 'x' } }, '"sshOptions" of the task "task" is an object of texts'],
  [{ commands: 'x' }, 'Did you mean "command"?'],
])('refuses %j', (options, message) => {
  const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message) }
  expect(() => define(options)).toThrow(expect.objectContaining(error))
})

test.each([
  [{ AIFLOW_OUTPUT_FILE: '/x' }, '"env" of the task "task" cannot set "AIFLOW_OUTPUT_FILE"'],
  [{ 'A B': 'x' }, '"env" of the task "task" is an object of texts'],
])('refuses the variables %j, and leaves nothing to stop', async (env, message) => {
  let operator: SshOperator | undefined
  new Workflow({ name: 'flow' }, () => {
    operator = new SshOperator({ name: 'task', host: 'a.example', command: 'true', env })
  })
  const attempts = new AttemptContext()
  const error = await operator!.start(attempts.attempt(1)).catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(NonRetryableError)
  expect(error).toMatchObject({ message: expect.stringContaining(message) })
  expect(attempts.handle).toBeNull()
})
