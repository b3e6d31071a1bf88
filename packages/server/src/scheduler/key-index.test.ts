import { expect, test } from 'vitest'
import { KeyIndex } from './key-index.ts'

test('listeners are found by namespace and key, in the order they came, each once', () => {
  const index = new KeyIndex<string>()
  index.add('n', 'k', 'first')
  index.add('n', 'k', 'second')
  index.add('n', 'k', 'first')
  index.add('n', 'other', 'third')
  index.add('m', 'k', 'fourth')
  expect(index.listeners('n', 'k')).toEqual(['first', 'second'])
  expect(index.listeners('m', 'k')).toEqual(['fourth'])
  expect(index.listeners('m', 'other')).toEqual([])
})

test('who was removed listens no more, and removing a stranger does nothing', () => {
  const index = new KeyIndex<string>()
  index.add('n', 'k', 'a')
  index.add('n', 'k', 'b')
  index.remove('n', 'k', 'a')
  index.remove('n', 'k', 'stranger')
  index.remove('n', 'none', 'b')
  index.remove('none', 'k', 'b')
  expect(index.listeners('n', 'k')).toEqual(['b'])
  index.remove('n', 'k', 'b')
  expect(index.listeners('n', 'k')).toEqual([])
})

test('who begins to listen because of an event does not get that event', () => {
  const index = new KeyIndex<string>()
  index.add('n', 'k', 'a')
  const told: string[] = []
  for (const listener of index.listeners('n', 'k')) {
    told.push(listener)
    index.add('n', 'k', `${listener}'`)
  }
  expect(told).toEqual(['a'])
})
