import { expect, test } from 'vitest'
import { restartDelay } from './restart-delay.ts'

test.each([
  [1, 0],
  [2, 1000],
  [3, 2000],
  [5, 8000],
  [8, 60_000],
  [5000, 60_000],
])('after %d deaths in a row a thread is restarted after %d ms', (deaths, ms) => {
  expect(restartDelay(deaths)).toBe(ms)
})
