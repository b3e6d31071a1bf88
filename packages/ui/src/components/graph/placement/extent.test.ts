import { expect, test } from 'vitest'
import { betterDirection, extentOf, fittingZoom, isTooWide, roomIn } from './extent.ts'

const ROOM = roomIn({ width: 1440, height: 900 })

test('the extent of a graph reaches to the end of its last box', () => {
  const places = [
    { x: 20, y: 20, width: 100, height: 50 },
    { x: 300, y: 0, width: 50, height: 30 },
  ]
  expect(extentOf(places)).toEqual({ width: 350, height: 70 })
  expect(extentOf([])).toEqual({ width: 0, height: 0 })
})

test('a graph is never enlarged', () => {
  expect(fittingZoom({ width: 10, height: 10 }, ROOM)).toBe(1)
  expect(fittingZoom({ width: ROOM.width * 4, height: 10 }, ROOM)).toBe(0.25)
})

test.each([
  ['a long chain runs downwards', { width: 2400, height: 130 }, { width: 400, height: 900 }, 'DOWN'],
  ['a wide and deep graph runs to the right', { width: 2400, height: 1300 }, { width: 2500, height: 1300 }, 'RIGHT'],
  ['a little larger is not worth it', { width: 1700, height: 130 }, { width: 400, height: 850 }, 'RIGHT'],
] as const)('%s', (_title, right, down, direction) => {
  expect(betterDirection({ RIGHT: right, DOWN: down }, ROOM)).toBe(direction)
})

test('only what is too wide is tried in another direction', () => {
  expect(isTooWide({ width: 2400, height: 130 }, ROOM)).toBe(true)
  expect(isTooWide({ width: 1200, height: 130 }, ROOM)).toBe(false)
  expect(isTooWide({ width: 1200, height: 4000 }, ROOM)).toBe(false)
})
