import { expect, it } from 'vitest'
import { counted } from './counted.ts'

it.each([
  [0, '0 tasks are left'],
  [1, '1 task is left'],
  [2, '2 tasks are left'],
])('agrees with %i', (count, text) => {
  expect(`${counted(count, 'task is', 'tasks are')} left`).toBe(text)
})

it('has the usual plural unless another is given', () => {
  expect([counted(1, 'event'), counted(3, 'event'), counted(3, 'retry', 'retries')]).toEqual([
    '1 event',
    '3 events',
    '3 retries',
  ])
})

it('shows the number as asked', () => {
  expect(counted(1234, 'line', 'lines', (count) => count.toLocaleString('en'))).toBe('1,234 lines')
})
