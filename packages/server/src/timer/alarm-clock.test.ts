import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { TimerRow } from '../storage/rows.ts'
import { AlarmClock } from './alarm-clock.ts'

const DAY = 86_400_000
const BEGIN = Date.parse('2026-01-01T00:00:00Z')

/** The far side of the port: timers that a test sets, and the firings it gets. */
class FakeScheduler {
  readonly fired: string[] = []
  readonly timers = new Map<string, number>()
  failures = 0
  #time = BEGIN
  #listener: (timers: readonly TimerRow[]) => void = () => {}

  /** Never goes back, as the log has it. */
  get time(): number {
    this.#time = Math.max(this.#time, Date.now())
    return this.#time
  }

  clockBehindUntil: number | null = null

  readTimers(): TimerRow[] {
    return [...this.timers].map(([id, dueTime]) => ({ id, dueTime }))
  }

  onTimersChanged(listener: (timers: readonly TimerRow[]) => void): () => void {
    this.#listener = listener
    return () => {
      this.#listener = () => {}
    }
  }

  async fireTimer(timerId: string, dueTime: number): Promise<void> {
    if (this.failures > 0) {
      this.failures -= 1
      throw new Error('the disk is full')
    }
    this.fired.push(`${timerId} at ${Date.now() - BEGIN}, due ${dueTime - BEGIN}`)
  }

  change(id: string, dueTime: number | null): void {
    this.#listener([{ id, dueTime }])
  }
}

let scheduler: FakeScheduler
let clock: AlarmClock

beforeEach(() => {
  vi.useFakeTimers({ now: BEGIN })
  scheduler = new FakeScheduler()
  clock = new AlarmClock({
    timers: scheduler,
    logger: pino({ level: 'silent' }),
    now: () => Date.now(),
    elapsed: () => performance.now(),
  })
})

afterEach(() => {
  clock.stop()
  vi.useRealTimers()
})

test('timers that are set before and after the start fire when they are due, once', async () => {
  scheduler.timers.set('a', BEGIN + 1000)
  clock.start()
  scheduler.change('b', BEGIN + 500)
  await vi.advanceTimersByTimeAsync(5000)
  expect(scheduler.fired).toEqual(['b at 500, due 500', 'a at 1000, due 1000'])
})

test('what was due before the start fires at once', async () => {
  scheduler.timers.set('a', BEGIN - DAY)
  clock.start()
  await vi.advanceTimersByTimeAsync(0)
  expect(scheduler.fired).toEqual([`a at 0, due ${-DAY}`])
})

test('a timer months ahead fires on time, where a timeout overflows after 24 days', async () => {
  scheduler.timers.set('far', BEGIN + 60 * DAY)
  clock.start()
  await vi.advanceTimersByTimeAsync(60 * DAY - 1)
  expect(scheduler.fired).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(scheduler.fired).toEqual([`far at ${60 * DAY}, due ${60 * DAY}`])
})

test('a timer that was moved fires at its new time, one that was deleted does not', async () => {
  clock.start()
  scheduler.change('moved', BEGIN + 1000)
  scheduler.change('moved', BEGIN + 3000)
  scheduler.change('deleted', BEGIN + 2000)
  scheduler.change('deleted', null)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(scheduler.fired).toEqual(['moved at 3000, due 3000'])
})

test('a clock that is set forward is noticed soon', async () => {
  scheduler.timers.set('a', BEGIN + 30 * DAY)
  clock.start()
  vi.setSystemTime(BEGIN + 40 * DAY)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(scheduler.fired).toHaveLength(1)
})

test.each([
  ['forward', 3],
  ['back', -3],
])('a clock that is set %s neither hurries nor delays what takes its time', async (_, days) => {
  clock.start()
  scheduler.change('retry:1/before', BEGIN + 60_000)
  vi.setSystemTime(BEGIN + days * DAY)
  await vi.advanceTimersByTimeAsync(59_000)
  scheduler.change('timeout:1/', scheduler.time + 60_000)
  expect(scheduler.fired).toEqual([])
  await vi.advanceTimersByTimeAsync(1000)
  expect(scheduler.fired).toEqual([expect.stringContaining('retry:1/before')])
  await vi.advanceTimersByTimeAsync(58_000)
  expect(scheduler.fired).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1000)
  expect(scheduler.fired.slice(1)).toEqual([expect.stringContaining('timeout:1/')])
})

test('a firing that could not be stored is retried, and others do not wait for it', async () => {
  scheduler.failures = 2
  scheduler.timers.set('a', BEGIN + 100)
  scheduler.timers.set('b', BEGIN + 200)
  scheduler.timers.set('c', BEGIN + 300)
  clock.start()
  await vi.advanceTimersByTimeAsync(300)
  expect(scheduler.fired).toEqual(['c at 300, due 300'])
  await vi.advanceTimersByTimeAsync(2000)
  expect(scheduler.fired.slice(1)).toEqual(['a at 1100, due 100', 'b at 1100, due 200'])
})

test('after a stop nothing fires', async () => {
  scheduler.timers.set('a', BEGIN + 100)
  clock.start()
  clock.stop()
  scheduler.change('b', BEGIN + 50)
  await vi.advanceTimersByTimeAsync(DAY)
  expect(scheduler.fired).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})
