import { reportedOutcomeSchema } from '@aiflow/sdk/internal/worker-protocol'
import { expect, test } from 'vitest'
import { takenOutcome } from './taken-outcome.ts'

const FAILED = { type: 'failed', reason: 'exit', message: 'm', exitCode: 3, signal: null, retryable: true }

const PROBLEM = expect.stringMatching(/^The outcome of the task cannot be reported: /)

const VALUES: readonly unknown[] = [
  { type: 'success', output: null },
  { type: 'success', output: { a: [1, 'b'] }, more: 1 },
  { type: 'success', output: 'a\ud800' },
  { type: 'success', output: JSON.parse(`${'['.repeat(70)}${']'.repeat(70)}`) },
  { type: 'success', output: JSON.parse('{"__proto__":1}') },
  { type: 'success' },
  FAILED,
  ...['exit', 'signal', 'error', 'timeout', 'start', 'unresponsive', 'other', null].map((reason) => ({
    ...FAILED,
    reason,
  })),
  ...[-(2 ** 31), 2 ** 32 - 1, -(2 ** 31) - 1, 2 ** 32, 0.5, '3', null].map((exitCode) => ({ ...FAILED, exitCode })),
  ...['SIGKILL', 9].map((signal) => ({ ...FAILED, signal })),
  { ...FAILED, message: null },
  { ...FAILED, retryable: 'yes' },
  { type: 'stopped', message: null },
  { type: 'stopped', message: 'm', unconfirmed: true },
  { type: 'stopped', message: 'm', unconfirmed: false },
  { type: 'stopped' },
  { type: 'neverStarted', message: 'm' },
  { type: 'lost', message: 'm' },
  { type: 'lost' },
  { type: 'toString' },
]

test.each(VALUES.map((value) => [value]))('an outcome is taken as the protocol takes it: %j', (value) => {
  const parsed = reportedOutcomeSchema.safeParse(value)
  const failure = { ...FAILED, reason: 'error', exitCode: null, retryable: false, message: PROBLEM }
  expect(takenOutcome(value)).toEqual(parsed.success ? parsed.data : failure)
})

test.each([null, 'text', [], {}, { type: 1 }])('what is no outcome is none: %j', (value) => {
  expect(takenOutcome(value)).toBeNull()
})

test('the reason says what is wrong', () => {
  expect(takenOutcome({ type: 'lost' })).toMatchObject({
    message: 'The outcome of the task cannot be reported: "message" is not valid.',
  })
  expect(takenOutcome({ type: 'success', output: 'a\ud800' })).toMatchObject({
    message: expect.stringContaining('cannot be reported: its output is no valid Unicode'),
  })
})
