import { AIFlowError } from '@aiflow/sdk'
import { expect, test } from 'vitest'
import { hasCode, isOutage, messageOf } from './errors.ts'

test('an unavailable server or store is an outage, other errors are not', () => {
  expect(isOutage(new AIFlowError('SERVER_UNAVAILABLE', 'gone'))).toBe(true)
  expect(isOutage(new AIFlowError('STORE_UNAVAILABLE', 'gone'))).toBe(true)
  expect(isOutage(new AIFlowError('FORBIDDEN', 'no'))).toBe(false)
  expect(isOutage(new Error('SERVER_UNAVAILABLE'))).toBe(false)
})

test('only our errors have codes', () => {
  expect(hasCode(new AIFlowError('FORBIDDEN', 'no'), 'FORBIDDEN')).toBe(true)
  expect(hasCode(new AIFlowError('FORBIDDEN', 'no'), 'EVENT_NOT_FOUND')).toBe(false)
  expect(hasCode(Object.assign(new Error('no'), { code: 'FORBIDDEN' }), 'FORBIDDEN')).toBe(false)
})

test('anything that was thrown has a message', () => {
  expect(messageOf(new Error('no'))).toBe('no')
  expect(messageOf('no')).toBe('no')
  expect(messageOf(undefined)).toBe('undefined')
})
