import { expect, test } from 'vitest'
import { DEFAULT_GUARDS } from './guards.ts'
import type { Lane } from './lane.ts'
import { StormWatch } from './storms.ts'

const LANE = { id: 'execution:1' } as unknown as Lane

function watch() {
  const storms = new StormWatch({ ...DEFAULT_GUARDS, loopFirings: 100, loopSeconds: 10 })
  let offset = 0
  /** Whether the firing was one too many. */
  return (depth: number, seconds: number) => {
    offset += 1
    const firing = { place: '1/a "r"', key: 'k', namespace: 'default', depth, offset, now: seconds * 1000 }
    return storms.note(LANE, 'a/r', firing) !== null
  }
}

test('what lies deeper and deeper, and fast, is a storm', () => {
  const fires = watch()
  const found = Array.from({ length: 101 }, (_, round) => fires(2 * round, round * 0.05))
  expect(found.indexOf(true)).toBe(100)
})

test('a slow circle, or many events from outside with what they lead to, are none', () => {
  const slow = watch()
  expect(Array.from({ length: 1000 }, (_, round) => slow(2 * round, round)).includes(true)).toBe(false)
  const flood = watch()
  expect(Array.from({ length: 5000 }, (_, count) => flood(count % 6, count / 1000)).includes(true)).toBe(false)
})

test('a slow circle that is very old does not hide a fast one', () => {
  const fires = watch()
  const found = Array.from({ length: 102 }, (_, round) => {
    const seconds = round * 0.08
    const old = round % 40 === 0 && fires(1_000_000 + 3 * round, seconds)
    return old || fires(3 * round, seconds)
  })
  expect(found.indexOf(true)).toBe(100)
})
