import { TaskAction } from '@aiflow/sdk'
import { expect, test } from 'vitest'
import type { GraphBox } from '../model/graph.ts'
import { labelSize, sizeOf } from './sizes.ts'

const TASK = { id: 'task:a', kind: 'task', name: 'a' } as GraphBox

test('a box of a task has room for its status if one is shown', () => {
  expect(sizeOf(TASK, true).height).toBeGreaterThan(sizeOf(TASK, false).height)
  expect(sizeOf(TASK, true).width).toBe(sizeOf(TASK, false).width)
})

test('an event is as wide as its key, up to a limit', () => {
  const widthOf = (name: string) => sizeOf({ id: 'e', kind: 'event', name, key: null }, false).width
  expect(widthOf('ab') - widthOf('a')).toBe(widthOf('abc') - widthOf('ab'))
  expect(widthOf('x'.repeat(40))).toBe(widthOf('x'.repeat(400)))
})

test('the label of an arrow has room for its action icon, up to a limit', () => {
  const words = labelSize('SUCCESS', null)
  const both = labelSize('SUCCESS', TaskAction.START)
  expect(both?.width).toBeGreaterThan(words?.width ?? 0)
  expect(labelSize('', TaskAction.STOP)?.width).toBeGreaterThan(0)
  expect(labelSize('x'.repeat(40), null)).toEqual(labelSize('x'.repeat(400), null))
  expect(labelSize('', null)).toBeNull()
})
