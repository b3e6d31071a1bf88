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
