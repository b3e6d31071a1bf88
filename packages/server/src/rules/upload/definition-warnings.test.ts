import { workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { bash, onEvent } from '../../testing/scheduler-harness.ts'
import { type KnownTrigger, warningsOf } from './definition-warnings.ts'

function warn(tasks: readonly Record<string, unknown>[], triggers: readonly KnownTrigger[] = []): string[] {
  const definition = { formatVersion: 1, sdkVersion: '0.1.0', namespace: 'default', name: 'w', tasks }
  return warningsOf(workflowDefinitionSchema.parse(definition), triggers).map(
    ({ code, message }) => `${code} ${message}`,
  )
}

function sends(...keys: readonly string[]) {
  return bash('a', { emits: keys.map((key) => ({ key, to: 'execution' })) })
}

function waits(...keys: readonly string[]) {
  return bash('b', { rules: keys.map((key, index) => onEvent('START', key, { name: `r${index}` })) })
}

function on(key: string): KnownTrigger {
  return { workflowName: 'other', name: 't', condition: { type: 'event', event: { key } } }
}

test.each<[string, Record<string, unknown>[]]>([
  ['a key, beside a task in code', [{ name: 'a', operator: { type: 'code', className: 'C' } }, waits('model_ready')]],
  ['the key that a task sends', [sends('model_ready'), waits('model_ready')]],
  ['a key from outside', [sends('model_ready'), waits('approved')]],
  ['a short key that is almost the same', [sends('go'), waits('no')]],
  ['one of several that are counted', [sends('shard_10'), waits('shard_11')]],
  [
    'the key that a command sends',
    [
      bash('a', { operator: { type: 'bash', command: 'aiflow event send --to execution model_ready 1' } }),
      waits('model_ready'),
    ],
  ],
  [
    'every event',
    [
      sends('k'),
      bash('b', { rules: [{ name: 'r', action: 'START', condition: { type: 'cel', expression: 'true' } }] }),
    ],
  ],
  ['a status that code listens to', [sends('k'), bash('b', { listensTo: ['aiflow/task-status/v/a'] })]],
  ['the status of its own tasks', [sends('k'), waits('aiflow/task-status/w/a', 'aiflow/task-status/w/*')]],
])('nothing is said of a rule on %s', (_, tasks) => {
  expect(warn(tasks)).toEqual([])
})

test.each<[string, Record<string, unknown>[], string]>([
  [
    'a key with a mistake',
    [sends('model_ready'), waits('model_raedy')],
    'waits for the event "model_raedy", and the task "a" sends "model_ready"',
  ],
  ['a key with a letter too many', [sends('model_ready'), waits('model_readdy')], 'sends "model_ready"'],
  [
    'a mistake in what code listens to',
    [sends('model_ready'), bash('b', { listensTo: ['model_raedy'] })],
    'sends "model_ready"',
  ],
  ['a key in another case', [sends('Model-Ready'), waits('model_ready')], 'sends "Model-Ready"'],
  [
    'a mistake in the key of a command',
    [bash('a', { operator: { type: 'bash', command: 'aiflow event send "model_ready"' } }), waits('model_reedy')],
    'the task "a" sends "model_ready"',
  ],
  ['the status of another workflow', [sends('k'), waits('aiflow/task-status/v/a')], 'which it never gets'],
  ['the status of executions', [sends('k'), waits('aiflow/workflow-status/*')], 'which it never gets'],
])('a rule on %s is warned of', (_, tasks, message) => {
  expect(warn(tasks)).toEqual([expect.stringMatching(/^UNSENT_KEY The task "b" of the workflow "w" waits for/)])
  expect(warn(tasks)[0]).toContain(message)
})

test('a task that shares its process is warned of, unless it is retried when it is lost', () => {
  const shared = { name: 'a', operator: { type: 'code', className: 'C', isolation: 'shared' } }
  expect(warn([shared])).toEqual([expect.stringMatching(/^LOSS_WITHOUT_RETRY The task "a" of the workflow "w" shares/)])
  expect(warn([{ ...shared, retry: { retriesOnLost: 1 } }])).toEqual([])
})

test('a trigger on what a task sends to its own execution is warned of, unless some task sends it to all', () => {
  const [warning, ...others] = warn([sends('k')], [on('k'), on('other')])
  expect(others).toEqual([])
  expect(warning).toMatch(
    /^UNREACHED_TRIGGER The task "a" of the workflow "w" sends "k" to its own execution alone, so the trigger "t" of/,
  )
  const toAll = bash('c', { emits: [{ key: 'k', to: 'namespace' }] })
  expect(warn([sends('k'), toAll], [on('k')])).toEqual([])
  expect(warn([toAll], [on('k')])).toEqual([])
})

test('keys that many tasks send and wait for are each looked at a few times, not compared one by one', () => {
  const { replaceAll } = String.prototype
  const counts = [100, 400].map((count) => {
    const names = Array.from({ length: count }, (_, index) => `${index}`)
    const senders = names.map((name) => bash(`a${name}`, { emits: [{ key: `sent-${name}`, to: 'execution' }] }))
    const waiting = names.map((name) => bash(`b${name}`, { rules: [onEvent('START', `awaited-${name}`)] }))
    let calls = 0
    String.prototype.replaceAll = function (this: string, ...given: [never, never]) {
      calls += 1
      return replaceAll.apply(this, given)
    }
    try {
      expect(warn([...senders, ...waiting])).toEqual([])
    } finally {
      String.prototype.replaceAll = replaceAll
    }
    return calls / count
  })
  expect(counts[1]).toBeLessThan(1.5 * (counts[0] ?? 0))
})
