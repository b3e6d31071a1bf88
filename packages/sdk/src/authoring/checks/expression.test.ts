import { expect, test } from 'vitest'
import { checkExpression } from './expression.ts'

test.each([
  'cron@* * * * *',
  'cron@0 */5 * * * *',
  'cron@ 0 8 * * MON-FRI',
  'cron@@daily',
  'interval@0 0 0 1',
  'interval@1 2 3 4',
])('accepts %s', (expression) => {
  expect(() => checkExpression('it', expression)).not.toThrow()
})

test.each([
  ['', 'is not valid'],
  ['* * * * *', 'is not valid'],
  ['cron@* * * *', 'is not valid'],
  ['cron@* * * * * * *', 'is not valid'],
  ['interval@1 2 3', 'is not valid'],
  ['interval@-1 0 0 0', 'is not valid'],
  ['interval@0 0 0 1.5', 'is not valid'],
  ['interval@0 0 0 0', 'has a length of 0'],
])('refuses "%s"', (expression, problem) => {
  const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(`"${expression}" of it ${problem}`) }
  expect(() => checkExpression('it', expression)).toThrow(expect.objectContaining(error))
})
