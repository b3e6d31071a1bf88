import { describe, expect, test } from 'vitest'
import { OperatorConfigItem, type TaskOptions } from '../../index.ts'
import { EventType } from '../../model/event/event-type.ts'
import { taskSettings } from './task-options.ts'

const DEFAULTS = {
  retry: {
    retries: 0,
    retryDelaySeconds: 5,
    retryBackoff: 2,
    maxRetryDelaySeconds: 300,
    retryJitter: 0.1,
    retriesOnLost: 0,
  },
  stopTimeoutSeconds: 60,
  graceSeconds: 10,
  periodicWhenAlive: 'ignore',
  optional: false,
  allowFailure: false,
}

describe('task options', () => {
  test('have defaults', () => {
    expect(taskSettings('t', {})).toEqual(DEFAULTS)
  })

  test('are kept', () => {
    const retry = {
      retries: 3,
      retryDelaySeconds: 0,
      retryBackoff: 1,
      maxRetryDelaySeconds: 9,
      retryJitter: 1,
      retriesOnLost: 2,
    }
    const others = {
      pool: 'gpu',
      priority: -3,
      timeoutSeconds: 0.5,
      livenessSeconds: 30,
      stopTimeoutSeconds: 1,
      graceSeconds: 0,
      optional: true,
      allowFailure: true,
    }
    const periodic = {
      periodicExpression: 'cron@0 8 * * *',
      timezone: 'Europe/Berlin',
      periodicWhenAlive: 'queue',
    } as const
    expect(taskSettings('t', { ...retry, ...others, ...periodic })).toEqual({ retry, ...others, ...periodic })
  })

  test('say that the task is a clean-up where it is', () => {
    expect(taskSettings('t', { onStop: true })).toEqual({ ...DEFAULTS, onStop: true })
    expect(taskSettings('t', { onStop: false })).toEqual(DEFAULTS)
  })

  test('say what the task sends, to its execution by default', () => {
    const emits = ['a', { key: 'b' }, { key: 'c', to: 'namespace' }] as const
    expect(taskSettings('t', { emits }).emits).toEqual([
      { key: 'a', to: 'execution' },
      { key: 'b', to: 'execution' },
      { key: 'c', to: 'namespace' },
    ])
    expect(taskSettings('t', {})).not.toHaveProperty('emits')
  })

  test('say what the code of the task listens to', () => {
    expect(taskSettings('t', { listensTo: ['a', new EventType('b')] }).listensTo).toEqual(['a', 'b'])
    expect(taskSettings('t', {})).not.toHaveProperty('listensTo')
  })

  test('OperatorConfigItem.PERIODIC_EXPRESSION names the periodic expression', () => {
    expect(OperatorConfigItem.PERIODIC_EXPRESSION).toBe('periodic_expression')
    const options = { [OperatorConfigItem.PERIODIC_EXPRESSION]: 'interval@0 0 0 5' }
    expect(taskSettings('t', options)).toEqual({ ...DEFAULTS, periodicExpression: 'interval@0 0 0 5' })
  })

  test.each<[TaskOptions, string]>([
    [{ onStop: 1 as unknown as boolean }, '"onStop" of the task "t" cannot be 1'],
    [{ onStop: true, periodicExpression: 'interval@0 0 0 5' }, 'but a timer cannot start a clean-up task'],
    [{ emits: 'a' as unknown as [] }, '"emits" of the task "t" is a list of at most 1000 keys, not "a"'],
    [{ emits: Array(1001).fill('a') }, 'not 1001 keys'],
    [{ emits: [''] }, '"emits" of the task "t" cannot hold ""'],
    [{ emits: [{ key: 'a', too: 'namespace' } as never] }, 'An entry is the key of an event, or { key, to }'],
    [{ emits: [{ key: 'a', to: 'all' as 'namespace' }] }, '"to" of "a" in "emits" of the task "t" cannot be "all"'],
    [{ listensTo: 'a' as unknown as [] }, '"listensTo" of the task "t" is a list of at most 1000 keys, not "a"'],
    [{ listensTo: [{ key: 'a' } as never] }, 'An entry is the key of an event.'],
    [{ listensTo: [''] }, '"listensTo" of the task "t" cannot hold ""'],
    [{ emits: ['aiflow/x'] }, 'which only the system sends'],
    [{ retries: -1 }, '"retries" of the task "t" cannot be -1'],
    [{ retries: 1.5 }, 'a whole number'],
    [{ retries: '3' as unknown as number }, 'cannot be "3"'],
    [{ retriesOnLost: -1 }, '"retriesOnLost"'],
    [{ retryDelaySeconds: -1 }, '"retryDelaySeconds"'],
    [{ maxRetryDelaySeconds: Number.POSITIVE_INFINITY }, '"maxRetryDelaySeconds"'],
    [{ retryBackoff: 0.5 }, 'a factor from 1 to 1000'],
    [{ retryBackoff: 1001 }, 'a factor from 1 to 1000'],
    [{ retryDelaySeconds: 1e300 }, 'at most 3155760000 (100 years)'],
    [{ maxRetryDelaySeconds: Number.MAX_SAFE_INTEGER }, 'at most 3155760000 (100 years)'],
    [{ retryResetSeconds: 1e13 }, 'at most 3155760000 (100 years)'],
    [{ timeoutSeconds: Number.MAX_SAFE_INTEGER }, '(100 years). Leave it out for no limit.'],
    [{ livenessSeconds: Infinity }, '(100 years). Leave it out for no limit.'],
    [{ stopTimeoutSeconds: 1e13 }, 'at most 3155760000 (100 years)'],
    [{ graceSeconds: 1e13 }, 'at most 3155760000 (100 years)'],
    [{ retryJitter: 1.1 }, 'from 0 to 1'],
    [{ timeoutSeconds: 0 }, 'greater than 0'],
    [
      { livenessSeconds: 0 },
      '"livenessSeconds" of the task "t" cannot be 0. It must be a number of seconds greater than 0',
    ],
    [{ pool: 'a b' }, 'The name "a b" of a pool'],
    [{ priority: 1001 }, '"priority" of the task "t" cannot be 1001. It must be a whole number from -1000 to 1000'],
    [{ priority: 0.5 }, 'cannot be 0.5'],
    [{ stopTimeoutSeconds: 0 }, 'greater than 0'],
    [{ graceSeconds: -1 }, '"graceSeconds"'],
    [{ periodicExpression: '5 minutes' }, 'The expression "5 minutes" of the task "t"'],
    [{ periodicExpression: 'interval@0 0 0 5', timezone: 'Mars' }, 'The time zone "Mars"'],
    [{ periodicWhenAlive: 'sometimes' as 'queue' }, '"periodicWhenAlive"'],
  ])('refuses %j', (options, message) => {
    const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message) }
    expect(() => taskSettings('t', options)).toThrow(expect.objectContaining(error))
  })
})
