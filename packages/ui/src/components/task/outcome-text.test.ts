import { expect, test } from 'vitest'
import { failureText, outcomeText } from './outcome-text.ts'

type Outcome = Parameters<typeof outcomeText>[0]

test.each([
  [{ type: 'success' }, 'It succeeded.'],
  [{ type: 'failed', message: 'exit code 3' }, 'exit code 3'],
  [{ type: 'lost', message: 'the worker is gone' }, 'the worker is gone'],
  [{ type: 'neverStarted' }, 'It was stopped before it started.'],
  [{ type: 'stopped' }, 'It was stopped.'],
  [{ type: 'stopped', unconfirmed: true }, 'Marked as stopped; nothing has confirmed it.'],
  [{ type: 'stopped', message: 'after SIGKILL', unconfirmed: true }, 'after SIGKILL'],
])('%j reads "%s"', (outcome, text) => {
  expect(outcomeText(outcome as Outcome)).toBe(text)
})

test.each([
  [{ type: 'failed', message: 'exit code 3: no such file\nsecond line' }, 'exit code 3: no such file'],
  [{ type: 'lost', message: 'the worker is gone' }, 'the worker is gone'],
  [null, 'It failed without a message.'],
])('a failure with the outcome %j reads "%s"', (outcome, text) => {
  expect(failureText({ outcome: outcome as Outcome | null })).toBe(text)
})
