import { expect, test } from 'vitest'
import { SparseMap } from './sparse-map.ts'

test('a map without entries reads as empty', () => {
  const map = new SparseMap<string, number>()
  expect([map.size, map.has('a'), map.get('a'), map.delete('a')]).toEqual([0, false, undefined, false])
  expect([[...map], [...map.keys()], [...map.values()], [...map.entries()]]).toEqual([[], [], [], []])
})

test('a map keeps its entries in the order in which they came, until they are deleted', () => {
  const map = new SparseMap<string, number>().set('b', 1).set('a', 2).set('b', 3)
  expect([...map]).toEqual([
    ['b', 3],
    ['a', 2],
  ])
  const seen: unknown[] = []
  map.forEach((value, key) => seen.push(key, value))
  expect(seen).toEqual(['b', 3, 'a', 2])
  expect([map.delete('b'), map.size, map.get('a'), map.has('b')]).toEqual([true, 1, 2, false])
  map.clear()
  expect(map.size).toBe(0)
})
