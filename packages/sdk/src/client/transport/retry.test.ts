import { expect, test } from 'vitest'
import { askedDelay } from './retry.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')

test.each([
  ['2', 2000],
  ['0.5', 500],
  ['Thu, 01 Jan 2026 00:00:03 GMT', 3000],
  ['Thu, 01 Jan 2015 00:00:03 GMT', 0],
  ['86400', 30_000],
  ['-1', 0],
  ['soon', 0],
  [null, 0],
])('"Retry-After: %s" asks for %d ms', (value, ms) => {
  expect(askedDelay(value, NOW)).toBe(ms)
})
