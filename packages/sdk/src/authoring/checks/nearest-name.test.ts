import { expect, test } from 'vitest'
import { nearestName } from './nearest-name.ts'

test.each([
  ['trian', ['train', 'deploy'], 'train'],
  ['Train', ['train'], 'train'],
  ['preproces', ['process', 'preprocess'], 'preprocess'],
  ['a', ['b'], 'b'],
  ['train', ['deploy', 'predict'], null],
  ['train', [], null],
  ['timeout', ['timezone', 'timeoutSeconds'], 'timeoutSeconds'],
  ['Train', ['train-all', 'train'], 'train'],
])('for "%s" among %j it is %j', (name, candidates, expected) => {
  expect(nearestName(name, candidates)).toBe(expected)
})
