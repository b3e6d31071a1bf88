import { expect, test } from 'vitest'
import type { TaskSlot } from './execution-lane.ts'
import { Unanswered } from './unanswered.ts'

function idsOf(unanswered: Unanswered): number[] {
  return [...unanswered.entries()].map(([id]) => id)
}

test('task executions are in the order of their ids, however they came', () => {
  const unanswered = new Unanswered()
  for (const id of [5, 2, 9, 2, 7]) unanswered.add(id, {} as TaskSlot)
  expect(idsOf(unanswered)).toEqual([2, 5, 7, 9])
  unanswered.delete(5)
  unanswered.add(6, {} as TaskSlot)
  expect(idsOf(unanswered)).toEqual([2, 6, 7, 9])
  expect(unanswered.size).toBe(4)
})
