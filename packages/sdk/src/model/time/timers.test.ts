import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { abortedAfter, startDeadline, startInterval, startTimer, stopTimer, wait } from './timers.ts'

const DAY = 86_400_000

/** A timer of JavaScript fires at once where it is given more than 2^31 - 1 ms. */
const LONG = 100 * DAY

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})

afterEach(() => {
  vi.useRealTimers()
})

test.each([1, 1000, 2 ** 31 - 1, 2 ** 31, LONG])('a timer of %d ms calls back then, once', async (ms) => {
  const times: number[] = []
  startTimer(() => times.push(Date.now()), ms)
  await vi.advanceTimersByTimeAsync(ms - 1)
  expect(times).toEqual([])
  await vi.advanceTimersByTimeAsync(LONG)
  expect(times).toEqual([ms])
})

test('a timer that was stopped, early or late, does not call back', async () => {
  const calls: string[] = []
  stopTimer(startTimer(() => calls.push('early'), 5))
  const late = startTimer(() => calls.push('late'), LONG)
  await vi.advanceTimersByTimeAsync(LONG - 1)
  late.stop()
  stopTimer(null)
  await vi.advanceTimersByTimeAsync(LONG)
  expect(calls).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})

test('a deadline is kept by its own clock, which may be set', async () => {
  let offset = 0
  const times: number[] = []
  startDeadline(
    () => times.push(Date.now()),
    LONG,
    () => Date.now() + offset,
  )
  await vi.advanceTimersByTimeAsync(10 * DAY)
  offset = 20 * DAY
  await vi.advanceTimersByTimeAsync(LONG)
  expect(times).toEqual([80 * DAY])
})

test('an interval that is longer than a timer can be does not run without a pause', async () => {
  const call = vi.fn<() => void>()
  const interval = startInterval(call, LONG)
  await vi.advanceTimersByTimeAsync(50 * DAY)
  expect(call.mock.calls.length).toBeLessThanOrEqual(2)
  interval.stop()
  expect(vi.getTimerCount()).toBe(0)
})

test('a wait ends at its time, or with the reason of its signal, and leaves nothing', async () => {
  const controller = new AbortController()
  const ended: unknown[] = []
  void wait(LONG).then(() => ended.push(Date.now()))
  void wait(LONG, { signal: controller.signal }).catch((error: unknown) => ended.push(error))
  await vi.advanceTimersByTimeAsync(30 * DAY)
  controller.abort('enough')
  await vi.advanceTimersByTimeAsync(70 * DAY)
  expect(ended).toEqual(['enough', LONG])
  await expect(wait(1, { signal: controller.signal })).rejects.toBe('enough')
  expect(vi.getTimerCount()).toBe(0)
})

test('a signal is aborted at its time, however far away that is', async () => {
  const signal = abortedAfter(LONG)
  await vi.advanceTimersByTimeAsync(LONG - 1)
  expect(signal.aborted).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(signal.reason).toMatchObject({ name: 'TimeoutError' })
})
