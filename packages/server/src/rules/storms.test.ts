import { expect, test } from 'vitest'
import { StormWatch } from './storms.ts'

const LANE = {}

function watch() {
  const storms = new StormWatch({ loopFirings: 100, loopSeconds: 10 })
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

test('a rule that fires too often within one step is a storm, whatever the time', () => {
  const storms = new StormWatch({ loopFirings: 1000, loopSeconds: 10 })
  const found = Array.from({ length: 101 }, (_, depth) =>
    storms.note(LANE, 'a/r', { place: '1/a "r"', key: 'k', namespace: 'default', depth, offset: 1, now: 0 }),
  )
  expect(found.findIndex((storm) => storm !== null)).toBe(100)
})

test('a storm names its circle: the rules and events from the rule back to it, of its namespace alone', () => {
  const storms = new StormWatch({ loopFirings: 3, loopSeconds: 10 })
  const fire = (place: string, depth: number, namespace = 'default') =>
    storms.note(LANE, place, { place, key: `of ${place}`, namespace, depth, offset: depth, now: depth })
  for (let round = 0; round < 3; round += 1) {
    expect(fire('a', 2 * round + 1)).toBeNull()
    expect(fire('b', 2 * round + 2)).toBeNull()
    fire('other', 2 * round + 2, 'elsewhere')
  }
  expect(fire('a', 7)).toEqual({ firings: 4, seconds: 1, cycle: ['a', '"of b"', 'b', '"of a"', 'a'] })
})

test('a rule whose firings before are no longer known stands alone in its circle', () => {
  const storms = new StormWatch({ loopFirings: 0, loopSeconds: 10 })
  const firing = { place: 'a', key: 'k', namespace: 'default', depth: 1, offset: 1, now: 0 }
  expect(storms.note(LANE, 'a', firing)?.cycle).toEqual(['"k"', 'a'])
})
