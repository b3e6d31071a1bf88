import { expect, test } from 'vitest'
import { labelPlace } from './label-place.ts'

const SIZE = { width: 60, height: 20 }

test('a label stands at the middle of the longest segment', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 40, y: 0 },
    { x: 40, y: 30 },
    { x: 240, y: 30 },
  ]
  expect(labelPlace(points, SIZE)).toEqual({ x: 110, y: 20, width: 60, height: 20 })
})

test('on a horizontal segment it is no wider than the segment, and never too narrow to see', () => {
  const level = (length: number) => [
    { x: 0, y: 0 },
    { x: length, y: 0 },
  ]
  expect(labelPlace(level(70), SIZE)).toEqual({ x: 12, y: -10, width: 46, height: 20 })
  expect(labelPlace(level(30), SIZE)).toMatchObject({ width: 20 })
})

test('beside a vertical segment it has room', () => {
  const upright = [
    { x: 10, y: 0 },
    { x: 10, y: 30 },
  ]
  expect(labelPlace(upright, SIZE)).toEqual({ x: -20, y: 5, width: 60, height: 20 })
})

test('without a line there is no place for it', () => {
  expect(labelPlace([], SIZE)).toBeNull()
  expect(labelPlace([{ x: 1, y: 1 }], SIZE)).toBeNull()
})
