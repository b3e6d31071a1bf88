import { expect, test } from 'vitest'
import { arrowPath } from './arrow-path.ts'

test('a straight line goes from one end to the other', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 100, y: 0 },
  ]
  expect(arrowPath(points)).toBe('M0,0L100,0')
})

test('a corner is round', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 100, y: 0 },
    { x: 100, y: 50 },
  ]
  expect(arrowPath(points)).toBe('M0,0L92,0Q100,0 100,8L100,50')
})

test('a corner takes at most half of a short segment', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 4, y: 0 },
    { x: 4, y: 50 },
  ]
  expect(arrowPath(points)).toBe('M0,0L2,0Q4,0 4,2L4,50')
})

test('points that lie on each other make no corner', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 0, y: 0 },
    { x: 9, y: 0 },
  ]
  expect(arrowPath(points)).not.toContain('NaN')
})

test('without points nothing is drawn', () => {
  expect(arrowPath([])).toBe('')
})
