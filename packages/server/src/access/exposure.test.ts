import { expect, test } from 'vitest'
import { checkExposure } from './exposure.ts'

test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('the server listens at "%s" without any token', (host) => {
  expect(() => checkExposure({ host, tokens: [], now: 5 })).not.toThrow()
})

test.each(['0.0.0.0', '::', '10.0.0.1', 'aiflow.example', '127.0.0.1.evil.example', ''])(
  'the server does not listen at "%s" before it has a token that is good',
  (host) => {
    expect(() => checkExposure({ host, tokens: [], now: 5 })).toThrow('aiflow token create')
    expect(() => checkExposure({ host, tokens: [{ expireTime: 5 }], now: 5 })).toThrow('before it has a token')
    expect(() => checkExposure({ host, tokens: [{ expireTime: 5 }, { expireTime: null }], now: 5 })).not.toThrow()
  },
)
