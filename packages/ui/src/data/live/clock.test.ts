import { afterEach, expect, test, vi } from 'vitest'
import { serverClock } from './clock.ts'

afterEach(() => {
  serverClock.set(Date.now())
  vi.useRealTimers()
})

test('it follows the time of the server, even if the clock of the browser is wrong', () => {
  vi.useFakeTimers({ now: 1_000_000 })
  serverClock.set(5_000_000)
  expect(serverClock.now()).toBe(5_000_000)
  vi.advanceTimersByTime(250)
  expect(serverClock.now()).toBe(5_000_250)
})
