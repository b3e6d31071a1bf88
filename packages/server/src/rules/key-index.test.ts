import { expect, test } from 'vitest'
import { ANY_KEY, KeyIndex } from './key-index.ts'

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

test('those of any key get what users send in their namespace, once, and no status of tasks', () => {
  const index = new KeyIndex<string>()
  index.add('n', 'k', 'of-k')
  index.add('n', 'k', 'of-both')
  index.add('n', ANY_KEY, 'of-both')
  index.add('n', ANY_KEY, 'of-any')
  const listeners = (kind: 'user' | 'status', key: string, namespace = 'n') =>
    index.listenersOf({ namespace, key, kind })
  expect(listeners('user', 'k')).toEqual(['of-k', 'of-both', 'of-any'])
  expect(listeners('user', 'other')).toEqual(['of-both', 'of-any'])
  expect(listeners('status', 'k')).toEqual(['of-k', 'of-both'])
  expect([listeners('status', 'other'), listeners('user', 'k', 'm')]).toEqual([[], []])
})

test('those of any workflow or task get the events of a status, as long as they listen', () => {
  const index = new KeyIndex<string>()
  const [ofW, ofAny] = ['aiflow/workflow-status/w', 'aiflow/workflow-status/*']
  const heard = (kind: 'user' | 'status' = 'status') => index.listenersOf({ namespace: 'n', key: ofW, kind })
  index.add('n', ofW, 'of-w')
  expect(heard()).toEqual(['of-w'])
  index.add('n', ofAny, 'of-any')
  index.add('n', ofAny, 'of-any-too')
  expect(heard()).toEqual(['of-w', 'of-any', 'of-any-too'])
  expect(heard('user')).toEqual(['of-w'])
  index.remove('n', ofAny, 'of-any')
  expect(heard()).toEqual(['of-w', 'of-any-too'])
  index.remove('n', ofAny, 'of-any-too')
  expect(heard()).toEqual(['of-w'])
})
