import { describe, expect, test } from 'vitest'
import { Pattern, PatternError } from './pattern.ts'

const LONG = 1024 * 1024
/** Far beyond what backtracking could try, and little for an engine that is linear, also on a busy machine. */
const MANY = 20_000

test.each([
  ['^v[0-9]+$', 'v12', true],
  ['^v[0-9]+$', 'w12', false],
  ['(?i)error|failed', 'It FAILED', true],
  ['^\\pL+$', 'größe', true],
  ['a.c', 'xxabcxx', true],
  ['', '', true],
])('%s finds in %j: %s', (source, text, found) => {
  expect(new Pattern(source).test(text)).toBe(found)
})

describe('refused, with a reason:', () => {
  test.each([
    ['(', 'missing closing )'],
    ['(?=a)', 'RE2 has no look-ahead and no look-behind'],
    ['(?<!a)b', 'RE2 has no look-ahead and no look-behind'],
    ['(a)\\1', 'RE2 has no back-references'],
    ['(?<x>a)\\k<x>', 'RE2 has no back-references'],
    ['\\u0041', 'write \\x{41} for \\u0041'],
    ['a'.repeat(5000), 'longer than 4096 characters'],
    [`(${'(a{0,30}){0,30}b'.repeat(10)})`, 'too large'],
    [`${'('.repeat(1000)}a${')'.repeat(1000)}`, 'nests too deeply'],
    ['((a{100}){100}){100}', 'repeat'],
    [
      `(?i)${'[B-\\x{1f000}]'.repeat(300)}`,
      'too large: with "(?i)", the ranges of its classes hold too many characters',
    ],
    [`[${'\\pL'.repeat(1350)}]`, 'too large: it has too many classes such as \\p{L}'],
    ['a{1000}'.repeat(580), 'too large: its repeats multiply'],
    ['((a{0,9}){0,9}){0,9}'.repeat(190), 'too large: its repeats multiply'],
  ])('%s', (source, reason) => {
    expect(() => new Pattern(source)).toThrow(PatternError)
    expect(() => new Pattern(source)).toThrow(reason)
  })
})

test.each([
  ['^(a+)+$', `${'a'.repeat(MANY)}b`],
  ['(a|a)*b|c', 'a'.repeat(MANY)],
  [`^(?:${'('.repeat(990)}a${')'.repeat(990)}|b)*$`, 'a'.repeat(1000)],
  ['(a*)*(a*)*[bc]', 'a'.repeat(MANY)],
])('what backtracking would never end, ends: %s', (source, text) => {
  expect(new Pattern(source).test(text)).toBeTypeOf('boolean')
})

test('what a test costs at worst is counted before: by the size of the pattern, and by that of the text', () => {
  const pattern = new Pattern('[ab]*a[ab]{990}[^ab]')
  expect(pattern.stepsFor('a')).toBeLessThan(20)
  expect(pattern.stepsFor('a'.repeat(LONG))).toBeGreaterThan(9 * LONG)
  expect(new Pattern('ab').stepsFor('a'.repeat(LONG))).toBeLessThan(LONG / 10)
})
