import { expect, test } from 'vitest'
import { TaskTokens } from './task-tokens.ts'

const tokens = new TaskTokens('secret')
const token = tokens.issue('store', '0f8fad5b-d9cb-469f-a165-70867728950e')

test('a token tells the attempt that it was made for', () => {
  expect(tokens.attemptOf('store', token)).toBe('0f8fad5b-d9cb-469f-a165-70867728950e')
})

test.each([
  ['of another store', new TaskTokens('secret').attemptOf('other', token)],
  ['of another secret', new TaskTokens('other').attemptOf('store', token)],
  ['whose attempt was changed', tokens.attemptOf('store', token.replace('0f8f', '1f8f'))],
  ['whose signature was changed', tokens.attemptOf('store', `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)],
  ['without a signature', tokens.attemptOf('store', token.split('.').slice(0, 2).join('.'))],
  ['with another prefix', tokens.attemptOf('store', token.replace('task.', 'admin.'))],
  ['that is empty', tokens.attemptOf('store', '')],
])('a token %s tells nothing', (_, attemptId) => {
  expect(attemptId).toBeNull()
})
