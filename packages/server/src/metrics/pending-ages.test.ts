import { expect, test } from 'vitest'
import { PendingAges } from './pending-ages.ts'

test('the age is that of what has been pending longest without a break', () => {
  const ages = new PendingAges()
  expect(ages.longestSeconds([], 1000)).toBe(0)
  expect(ages.longestSeconds([1, 2], 1000)).toBe(0)
  expect(ages.longestSeconds([2, 3], 4000)).toBe(3)
  expect(ages.longestSeconds([3], 6000)).toBe(2)
  expect(ages.longestSeconds([2, 3], 7000)).toBe(3)
  expect(ages.longestSeconds([2], 8000)).toBe(1)
})
