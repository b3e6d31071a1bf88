import { describe, expect, test } from 'vitest'
import { BashOperator, FunctionOperator, type Operator, Workflow } from '../../index.ts'
import { type RetryOptions, retryPolicy } from './retry-options.ts'

const DEFAULTS = {
  retries: 0,
  retryDelaySeconds: 5,
  retryBackoff: 2,
  maxRetryDelaySeconds: 300,
  retryJitter: 0.1,
  retriesOnLost: 0,
}

function retryOf(define: () => Operator): unknown {
  return new Workflow({ name: 'w' }, () => void define()).toDefinition().tasks[0]?.retry
}

describe('retries', () => {
  test('without a limit are counted anew after ten minutes, and follow lost attempts too', () => {
    const endless = { ...DEFAULTS, retries: 'unlimited', retriesOnLost: 'unlimited', retryResetSeconds: 600 }
    expect(retryPolicy('t', { retries: Infinity })).toEqual(endless)
    const own = { retries: Infinity, retriesOnLost: 1, retryResetSeconds: 5 }
    expect(retryPolicy('t', own)).toEqual({ ...endless, retriesOnLost: 1, retryResetSeconds: 5 })
  })

  test('with a limit are counted anew only where it is asked for', () => {
    expect(retryPolicy('t', { retries: 2 })).toEqual({ ...DEFAULTS, retries: 2 })
    expect(retryPolicy('t', { retryResetSeconds: 60 })).toEqual({ ...DEFAULTS, retryResetSeconds: 60 })
  })

  test.each<[RetryOptions, string]>([
    [
      { retries: -Infinity },
      '"retries" of the task "t" cannot be -Infinity. It must be a whole number from 0 to 1000000, or',
    ],
    [{ retries: 1e9 }, 'cannot be 1000000000'],
    [{ retriesOnLost: 0.5 }, '"retriesOnLost"'],
    [
      { retryResetSeconds: 0 },
      '"retryResetSeconds" of the task "t" cannot be 0. It must be a number of seconds greater than 0',
    ],
    [{ retryResetSeconds: Infinity }, '"retryResetSeconds" of the task "t" cannot be Infinity'],
  ])('cannot be %j', (options, message) => {
    const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message) }
    expect(() => retryPolicy('t', options)).toThrow(expect.objectContaining(error))
  })
})

describe('exit codes that forbid another attempt', () => {
  test('are part of the retries of a command', () => {
    const codes = { doNotRetryExitCodes: [2, 78] }
    expect(retryOf(() => new BashOperator({ name: 't', command: 'true', ...codes }))).toEqual({ ...DEFAULTS, ...codes })
    expect(retryOf(() => new BashOperator({ name: 't', command: 'true' }))).toEqual(DEFAULTS)
    expect(retryOf(() => new FunctionOperator({ name: 't', run: () => 1 }))).toEqual(DEFAULTS)
  })

  test.each([0, 256, 1.5, '3' as unknown as number])('cannot be %j', (code) => {
    const define = () => new BashOperator({ name: 't', command: 'true', doNotRetryExitCodes: [1, code] })
    const message = `"doNotRetryExitCodes" of the task "t" holds ${JSON.stringify(code)}. An exit code is 1 to 255.`
    expect(() => retryOf(define)).toThrow(expect.objectContaining({ code: 'INVALID_WORKFLOW', message }))
  })
})
