import { expect, test } from 'vitest'
import { restartsText, totalRestarts } from './restarts-text.ts'

test.each([
  [{ byRule: 0, byHand: 0, byTimer: 0 }, 0, ''],
  [{ byRule: 1, byHand: 0, byTimer: 0 }, 1, '1 by a rule'],
  [{ byRule: 2, byHand: 1, byTimer: 3 }, 6, '2 by rules, 1 by hand, 3 by its timer'],
])('%j are told by what asked for them', (restarts, total, text) => {
  expect(totalRestarts(restarts)).toBe(total)
  expect(restartsText(restarts)).toBe(text)
})
