import { retrySchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { retryDelayMs } from './retry-delay.ts'

function delays(policy: Record<string, number>, attempts: readonly number[]): number[] {
  const full = retrySchema.parse(policy)
  return attempts.map((attemptNumber) => retryDelayMs(full, { taskExecutionId: 7, attemptNumber }))
}

test('delays grow by the factor up to the limit', () => {
  const policy = { retryDelaySeconds: 5, retryBackoff: 2, maxRetryDelaySeconds: 30, retryJitter: 0 }
  expect(delays(policy, [1, 2, 3, 4, 5])).toEqual([5000, 10_000, 20_000, 30_000, 30_000])
})

test('a factor of 1 keeps the delay', () => {
  expect(delays({ retryDelaySeconds: 0.5, retryBackoff: 1, retryJitter: 0 }, [1, 9])).toEqual([500, 500])
})

test('jitter stays within its part, differs between attempts, and is the same when asked again', () => {
  const policy = { retryDelaySeconds: 10, retryBackoff: 1, retryJitter: 0.2 }
  const attempts = Array.from({ length: 50 }, (_, index) => index + 1)
  const all = delays(policy, attempts)
  for (const delay of all) expect(Math.abs(delay - 10_000)).toBeLessThanOrEqual(2000)
  expect(new Set(all).size).toBeGreaterThan(40)
  expect(delays(policy, attempts)).toEqual(all)
})

test('delays are numbers however many attempts there were', () => {
  expect(delays({ retryDelaySeconds: 0, retryBackoff: 2 }, [2000])).toEqual([0])
  expect(delays({ retryDelaySeconds: 1, retryBackoff: 9, retryJitter: 0 }, [1_000_000])).toEqual([300_000])
})
