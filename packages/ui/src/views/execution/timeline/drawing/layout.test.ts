import { expect, test } from 'vitest'
import { HEAD_HEIGHT, mostHeightOf, rowHeightOf } from './layout.ts'

test.each([
  [400, 2, 44],
  [HEAD_HEIGHT + 360, 10, 36],
  [400, 500, 28],
  [0, 0, 28],
])('in %d pixels, each of %d rows is %d high', (height, rows, expected) => {
  expect(rowHeightOf(height, rows)).toBe(expected)
})

test('a timeline is no higher than its rows fill', () => {
  expect(rowHeightOf(mostHeightOf(3), 3)).toBe(44)
})
