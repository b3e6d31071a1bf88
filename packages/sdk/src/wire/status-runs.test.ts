import { expect, test } from 'vitest'
import { TaskStatus } from '../model/execution/task-status.ts'
import { fromStatusRuns, toStatusRuns } from './status-runs.ts'

const ALL = [...TaskStatus.values, null]

test.each([
  [[]],
  [[null]],
  [ALL],
  [ALL.flatMap((status) => [status, status, status])],
  [['SUCCESS', null, 'SUCCESS']],
] as (TaskStatus | null)[][][])('statuses come back as they were: %j', (statuses) => {
  const names = statuses.map((_, index) => String(statuses.length - index))
  const read = fromStatusRuns(toStatusRuns(statuses), names)
  expect([...read]).toEqual(statuses.map((status, index) => [names[index], status]))
})

test('tasks that are alike cost nothing', () => {
  const statuses = Array.from({ length: 10_000 }, (_, index) => (index < 5000 ? 'SUCCESS' : null))
  expect(toStatusRuns(statuses)).toBe('s5000n5000')
})
