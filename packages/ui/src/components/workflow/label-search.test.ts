import { expect, test } from 'vitest'
import { labelsIn, labelsText } from './label-search.ts'

test('labels are read from an address as they are written into it', () => {
  const labels = { team: 'data', 'example.com/tier': '1' }
  expect(labelsText(labels)).toBe('team=data,example.com/tier=1')
  expect(labelsIn(labelsText(labels))).toEqual(labels)
  expect(labelsText({})).toBeUndefined()
  expect(labelsIn(undefined)).toEqual({})
})

test('what is no label is ignored', () => {
  expect(labelsIn('team,=x,a b=c,tier=1,__proto__=x')).toEqual({ tier: '1' })
})
