import { expect, test } from 'vitest'
import { lengthOf, medianOf, neighboursOf, type TaskRun } from './task-runs.ts'

function run(workflowExecutionId: number, sequenceNumber: number, more: Partial<TaskRun> = {}): TaskRun {
  const times = { beginTime: 0, endTime: 10 }
  return { workflowExecutionId, taskName: 'a', sequenceNumber, status: 'SUCCESS', ...times, ...more }
}

const nameOf = (ref: { workflowExecutionId: number; sequenceNumber: number } | null) =>
  ref === null ? null : `${ref.workflowExecutionId}/${ref.sequenceNumber}`

test.each([
  ['the middle of one execution', run(1, 5), [run(1, 4), run(1, 5), run(1, 6)], '1/4', '1/6'],
  ['before the list', run(1, 2), [run(1, 4), run(1, 5)], '1/1', '1/3'],
  ['the first of all', run(1, 1), [run(1, 1), run(1, 2)], null, '1/2'],
  ['several executions', run(2, 1), [run(1, 3), run(2, 1), run(3, 1)], '1/3', '3/1'],
  ['alone', run(2, 1), [run(2, 1)], null, null],
  ['an older execution than those listed', run(1, 1), [run(2, 1), run(3, 1)], null, null],
])('neighbours: %s', (_name, shown, runs, previous, next) => {
  const found = neighboursOf(shown, runs)
  expect([nameOf(found.previous), nameOf(found.next)]).toEqual([previous, next])
})

test('the length of a run counts on until it ends', () => {
  expect(lengthOf(run(1, 1, { beginTime: 5, endTime: null }), 12)).toBe(7)
  expect(lengthOf(run(1, 1, { beginTime: null, endTime: null }), 12)).toBeNull()
})

test('the median is that of successful runs', () => {
  const lengths = [30, 10, 20, 40].map((endTime, index) => run(1, index, { endTime }))
  expect(medianOf([...lengths, run(1, 9, { status: 'FAILED', endTime: 1 })])).toBe(20)
  expect(medianOf([run(1, 1, { status: 'FAILED' })])).toBeNull()
})
