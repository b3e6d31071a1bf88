import { expect, test } from 'vitest'
import { PLACES } from '../navigation/places.ts'
import { paletteItems } from './palette-items.ts'

test('every place is offered before something is typed', () => {
  expect(paletteItems('  ', []).map(({ to }) => to.to)).toEqual(PLACES.map(({ to }) => to))
})

test('part of a name finds a view, in any case', () => {
  expect(paletteItems('LETT', [])[0]).toMatchObject({ title: 'Dead letters', hint: 'g d', to: { to: '/dead-letters' } })
})

test('any text searches workflows and executions', () => {
  expect(paletteItems(' nightly ', []).map(({ to }) => to)).toEqual([
    { to: '/workflows', search: { name: 'nightly' } },
    { to: '/executions', search: { workflow: 'nightly' } },
  ])
})

test('workflows that were found come before the searches, and lead to themselves', () => {
  const items = paletteItems('night', [{ namespace: 'default', name: 'nightly' }])
  expect(items[0]).toMatchObject({
    title: 'nightly',
    hint: 'default',
    to: { to: '/workflows/$of/$workflow', params: { of: 'default', workflow: 'nightly' } },
  })
  expect(items).toHaveLength(3)
})

test('a number leads to the execution with this id, before workflows with that name', () => {
  const items = paletteItems(' 12 ', [{ namespace: 'default', name: 'every-12-hours' }])
  expect(items[0]).toMatchObject({ title: 'Workflow execution 12', to: { to: '/executions/$id', params: { id: 12 } } })
  expect(items[1]).toMatchObject({ title: 'every-12-hours' })
})

test.each(['0', '1.5', '12a', '-3'])('"%s" is no id', (text) => {
  expect(paletteItems(text, []).map(({ to }) => to.to)).not.toContain('/executions/$id')
})

test('each place has a letter of its own', () => {
  expect(new Set(PLACES.map(({ letter }) => letter)).size).toBe(PLACES.length)
})
