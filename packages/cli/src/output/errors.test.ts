import { AIFlowError } from '@aiflow/sdk'
import { expect, test } from 'vitest'
import { endingOf } from './errors.ts'
import { createColors } from './text/colors.ts'

const colors = createColors(false)

test.each([
  ['The body of the request is not valid. "name": is too long.', { part: 'body' }, 'Error: "name": is too long.'],
  [
    'The body of the request is not valid. It is no JSON.',
    {},
    'Error: The body of the request is not valid. It is no JSON.',
  ],
  ['There is no task "a".', { part: 'body' }, 'Error: There is no task "a".'],
])('%s', (message, details, shown) => {
  const error = new AIFlowError('INVALID_ARGUMENT', message, { details })
  expect(endingOf(error, colors, false)).toEqual({ exitCode: 1, message: shown })
})

test.each([
  ['of a server', new AIFlowError('WORKFLOW_NOT_FOUND', 'no "a\u001b[31m\u0007\u009b2J"\nb')],
  ['of a file', Object.assign(new Error("ENOENT: no such file or directory, open 'a\u001b[31m'"), { code: 'ENOENT' })],
  ['that nobody expected', new Error('no "\u001b]0;t\u0007"')],
])('the message of an error %s cannot control the terminal', (_, error) => {
  for (const isDebug of [false, true]) {
    const { message } = endingOf(error, colors, isDebug)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
    expect(message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  }
})
