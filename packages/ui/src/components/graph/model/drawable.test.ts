import { expect, test } from 'vitest'
import { isDrawable, MOST_ARROWS, MOST_BOXES } from './drawable.ts'
import type { Graph, GraphArrow, GraphBox } from './graph.ts'

const BOX: GraphBox = { id: 'event:a', kind: 'event', name: 'a', key: null }
const ARROW = {} as GraphArrow

function graphOf(boxes: number, arrows: number): Graph {
  return { boxes: Array.from({ length: boxes }, () => BOX), arrows: Array.from({ length: arrows }, () => ARROW) }
}

test('a graph is drawn up to a maximum number of boxes and arrows', () => {
  expect(isDrawable(graphOf(MOST_BOXES, MOST_ARROWS))).toBe(true)
  expect(isDrawable(graphOf(MOST_BOXES + 1, 0))).toBe(false)
  expect(isDrawable(graphOf(2, MOST_ARROWS + 1))).toBe(false)
})
