import { AIFlowError, isAIFlowError } from '@aiflow/sdk/internal/errors'
import { beforeEach, expect, test } from 'vitest'
import type { Identity } from './identity.ts'
import { RateLimits } from './rate-limits.ts'

let now = 0
let limits: RateLimits

beforeEach(() => {
  now = 0
  limits = new RateLimits({ requestsPerSecond: 10, now: () => now })
})

const holder = (name: string): Identity => ({ type: 'token', name, role: 'viewer', namespaces: null })

function refuse(): never {
  throw new AIFlowError('UNAUTHENTICATED', 'The token is not known.')
}

/** How many of so many requests in a row are let in. */
function admitted(count: number, name = 'a'): number {
  return Array.from({ length: count }, () => isAdmitted(name)).filter(Boolean).length
}

function isAdmitted(name: string): boolean {
  try {
    limits.admit('127.0.0.1', () => holder(name))
    return true
  } catch (error) {
    if (isAIFlowError(error) && error.code === 'RATE_LIMITED') return false
    throw error
  }
}

test('a caller may ask at once what two seconds allow, and goes on as time goes by', () => {
  expect(admitted(50)).toBe(20)
  now += 500
  expect(admitted(50)).toBe(5)
  now += 60_000
  expect(admitted(50)).toBe(20)
})

test('callers do not take from each other', () => {
  expect(admitted(50, 'a')).toBe(20)
  expect(admitted(50, 'b')).toBe(20)
})

test('the tasks of one workflow execution share what they may ask', () => {
  const task = (taskName: string, workflowExecutionId: number): Identity => ({
    type: 'task',
    task: { attemptId: 'x', namespace: 'default', workflowName: 'w', workflowExecutionId, taskName, sequenceNumber: 1 },
  })
  for (let index = 0; index < 20; index += 1) limits.admit('', () => task(index % 2 === 0 ? 'a' : 'b', 1))
  expect(() => limits.admit('', () => task('c', 1))).toThrow('More than 10 requests')
  expect(limits.admit('', () => task('a', 2))).toMatchObject({ type: 'task' })
})

test('who guesses tokens is slowed down, and good tokens from the same address are not', () => {
  for (let index = 0; index < 200; index += 1) expect(() => limits.admit('10.0.0.1', refuse)).toThrow('not known')
  expect(() => limits.admit('10.0.0.1', refuse)).toThrow('requests came in a second')
  expect(() => limits.admit('10.0.0.2', refuse)).toThrow('not known')
  expect(limits.admit('10.0.0.1', () => holder('a'))).toMatchObject({ name: 'a' })
})

test('without a limit nobody is counted', () => {
  limits = new RateLimits({ requestsPerSecond: 0, now: () => now })
  expect(admitted(100_000)).toBe(100_000)
})

test('many callers are forgotten again', () => {
  for (let index = 0; index < 30_000; index += 1) admitted(1, `caller-${index}`)
  expect(admitted(50, 'one more')).toBe(20)
})
