import { expect, test } from 'vitest'
import type { Graph, GraphArrow, GraphBox } from './graph.ts'
import { neighbourhoodOf } from './neighbourhood.ts'

const box = (id: string): GraphBox => ({ id, kind: 'event', name: id, key: null })
const arrow = (from: string, to: string): GraphArrow => {
  return { id: `${from} ${to}`, from, to, way: 'status', action: null, label: '', title: '' }
}

test('a box is shown with its direct neighbours only', () => {
  const graph: Graph = {
    boxes: ['a', 'b', 'c', 'd', 'e'].map(box),
    arrows: [arrow('a', 'b'), arrow('b', 'c'), arrow('c', 'd'), arrow('b', 'b'), arrow('a', 'c')],
  }
  const { graph: shown, left } = neighbourhoodOf(graph, 'b')
  expect(shown.boxes.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  expect(shown.arrows.map(({ id }) => id)).toEqual(['a b', 'b c', 'b b'])
  expect(left).toBe(0)
})

test('some of very many neighbours are shown, and the others are counted', () => {
  const names = Array.from({ length: 3000 }, (_, index) => `n${index}`)
  const graph: Graph = { boxes: ['hub', ...names].map(box), arrows: names.map((name) => arrow(name, 'hub')) }
  const { graph: shown, left } = neighbourhoodOf(graph, 'hub')
  expect(shown.boxes).toHaveLength(25)
  expect(left).toBe(2976)
})
