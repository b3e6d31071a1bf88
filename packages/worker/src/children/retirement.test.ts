import { expect, test } from 'vitest'
import { retirementOf, type Wear } from './retirement.ts'

const NEW: Wear = {
  heapBytes: 0,
  maxHeapBytes: 1000,
  logBytes: 0,
  maxLogBytes: 100,
}

test.each<[string, Partial<Wear>, string]>([
  ['a new child', {}, 'no'],
  ['little of everything', { heapBytes: 399, logBytes: 39 }, 'no'],
  ['a large heap', { heapBytes: 400 }, 'soon'],
  ['a heap that leaves no room for the next task', { heapBytes: 700 }, 'now'],
  ['a long log', { logBytes: 40 }, 'soon'],
  ['a log that is about to be cut', { logBytes: 70 }, 'now'],
  ['a long log and a larger heap', { logBytes: 40, heapBytes: 700 }, 'now'],
])('a child retires by what its tasks left: %s', (_, wear, retirement) => {
  expect(retirementOf({ ...NEW, ...wear })).toBe(retirement)
})
