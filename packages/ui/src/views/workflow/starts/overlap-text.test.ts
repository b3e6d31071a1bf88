import { expect, test } from 'vitest'
import { catchUpText, fanInText, overlapText } from './overlap-text.ts'

test('each overlap has its own text', () => {
  const texts = (['allow', 'skip', 'queue', 'stop-old'] as const).map(overlapText)
  expect(new Set(texts).size).toBe(4)
})

test('each catch-up has its own text', () => {
  const texts = (['one', 'skip', 'all'] as const).map(catchUpText)
  expect(new Set(texts).size).toBe(3)
})

test.each([
  [{ type: 'batch', size: 1000 }, '1,000 events'],
  [{ type: 'batch', seconds: 30 }, '30 s'],
  [{ type: 'batch', size: 5, seconds: 30 }, '5 events or 30 s'],
] as const)('a batch tells what ends it: %j', (fanIn, end) => {
  expect(fanInText(fanIn)).toContain(end)
})

test('"each" and "latest" have different texts', () => {
  expect(fanInText({ type: 'each' })).not.toBe(fanInText({ type: 'latest' }))
})
