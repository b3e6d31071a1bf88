import { expect, test } from 'vitest'
import { patternOf, patternProblem } from './kept-patterns.ts'

test('a pattern is compiled once, and those that nobody used for long are forgotten', () => {
  const first = patternOf('once')
  expect(patternOf('once')).toBe(first)
  for (let n = 0; n < 1100; n += 1) patternOf(`other ${n}`)
  expect(patternOf('once')).not.toBe(first)
})

test('those that are large are forgotten sooner', () => {
  const first = patternOf('small')
  for (let n = 0; n < 40; n += 1) patternOf(`a{1000}b{1000}c{1000}d{1000}${n}`)
  expect(patternOf('small')).not.toBe(first)
})

test('what a pattern learnt about texts counts', () => {
  const pattern = patternOf('[ab]*a[ab]{12}c')
  const before = pattern.bytes
  const text = Array.from({ length: 5000 }, (_, at) => ((at * 7919) % 13 < 6 ? 'a' : 'b')).join('')
  expect(pattern.test(`c${text}`)).toBe(false)
  expect(pattern.bytes).toBeGreaterThan(before)
})

test('what is wrong with a text that is no pattern is said, and a defect is thrown', () => {
  expect(patternProblem('^a+$')).toBeNull()
  expect(patternProblem('(')?.message).toMatch(/missing/i)
  expect(() => patternProblem(undefined as never)).toThrow(TypeError)
})
