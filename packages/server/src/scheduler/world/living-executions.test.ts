import { expect, test } from 'vitest'
import type { Phase } from '../../rules/decide.ts'
import type { ExecutionLane } from './execution-lane.ts'
import { LivingExecutions } from './living-executions.ts'

let looks = 0

/** As much of a lane as is looked at. */
class Lane {
  phase: Phase
  readonly #execution: { readonly id: number; readonly workflowId: number; readonly backfillId: null }

  constructor(id: number, phase: Phase) {
    this.#execution = { id, workflowId: 1, backfillId: null }
    this.phase = phase
  }

  get execution() {
    looks += 1
    return this.#execution
  }
}

function laneOf(id: number, phase: Phase): ExecutionLane & { phase: Phase } {
  return new Lane(id, phase) as unknown as ExecutionLane & { phase: Phase }
}

test('executions have their turn one after the other at a cost that does not grow with their number', () => {
  const living = new LivingExecutions()
  const lanes = Array.from({ length: 10_000 }, (_, n) => laneOf(n + 1, n === 0 ? 'open' : 'waiting'))
  for (const lane of lanes) living.note(lane)
  looks = 0
  for (const lane of lanes) {
    const [next] = living.of(1, 'waiting')
    expect(next === undefined || living.hasOlderActive(next)).toBe(true)
    lane.phase = 'ended'
    living.note(lane)
    if (next === undefined) break
    expect(living.hasOlderActive(next)).toBe(false)
    Object.assign(next, { phase: 'open' })
    living.note(next)
  }
  expect(living.first(1)).toBeUndefined()
  expect(looks).toBeLessThan(10 * lanes.length)
})

test('an execution stands where its phase is, once, and nowhere when it has ended', () => {
  const living = new LivingExecutions()
  const [first, second] = [laneOf(1, 'waiting'), laneOf(2, 'open')]
  for (const lane of [first, second, first]) living.note(lane)
  expect([...living.of(1, 'waiting')]).toEqual([first])
  expect([living.countActive(1), living.hasOlderActive(first), living.first(1)]).toEqual([1, false, first])
  first.phase = 'stopping'
  living.note(first)
  expect([living.countActive(1), living.hasOlderActive(second)]).toEqual([2, true])
  living.forget(first)
  second.phase = 'ended'
  living.note(second)
  expect([living.countActive(1), living.first(1), living.countActive(2)]).toEqual([0, undefined, 0])
})
