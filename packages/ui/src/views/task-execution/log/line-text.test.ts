import { expect, test } from 'vitest'
import { levelOf } from './line-text.tsx'

test.each([
  ['2026-11-23T10:00:00.000Z ERROR it broke', 'error'],
  ['WARNING: low disk', 'warning'],
  ['{"level":"warn","msg":"x"}', 'warning'],
  ['[DEBUG] x', 'quiet'],
  ['INFO fine', undefined],
  ['no errors were found', undefined],
])('%s is of the level %s', (text, level) => {
  expect(levelOf(text)).toBe(level)
})
