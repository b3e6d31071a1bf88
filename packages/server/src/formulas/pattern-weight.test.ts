import { RE2JS } from 're2js'
import { expect, test } from 'vitest'
import { Pattern } from './pattern.ts'
import { totalOf, weightOf } from './pattern-weight.ts'

const LETTERS = Array.from({ length: 400 }, (_, at) => `word${at}`).join('|')

test.each([
  '(?i)[a-zäöü\\p{L}]',
  '(?i)[^a-z0-9_]+',
  '(?i)[\\x{80}-\\x{10ffff}]+',
  '(?i)[a-z\\x{c0}-\\x{24f}\\x{1e00}-\\x{1eff}]{2,64}',
  '^[\\p{L}\\p{M}\\p{N}\\p{P} ]{1,1000}$',
  '^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\\.[a-zA-Z]{2,63}$',
  '^([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$',
  `(?i)\\b(${LETTERS})\\b`,
  `^(${'[^,]*,'.repeat(500)})$`,
])('what people write is compiled: %s', (source) => {
  expect(new Pattern(source).size).toBeGreaterThan(0)
  expect(totalOf(weightOf(source))).toBeLessThan(60_000)
})

// Four units an instruction.
test.each([
  'abc',
  'a*b+c?d',
  '(a|bc|d*)e',
  '(?:a{3}){4}',
  '(a{0,30}b){0,30}',
  '((?P<x>a){2,5}|b){7,}',
  '(?i:ab{10}){10}',
  'a{2,3}?',
  '[a-z\\]]{5}',
  '[]a]{9}[^]a]{9}',
  '\\Qa{9}b\\E{8}',
  '\\pL{50}\\p{Greek}{50}',
  '\\x{41}{20}\\x41{20}',
  'a{,5}b{x}',
  `${'('.repeat(300)}a${'){2}'.repeat(6)}${')'.repeat(294)}`,
])('no fewer instructions are counted than there will be: %s', (source) => {
  expect(weightOf(source).instructions).toBeGreaterThanOrEqual(4 * RE2JS.compile(source).programSize())
})

test.each([
  ['(?i)[B-\\x{1f000}]', 1],
  ['(?i)[B-🌍]', 1],
  ['(?i:[B-\\x{1f000}][^B-\\x{1f000}])', 2],
  ['(?s)(?mi-s)[B-\\x{1f000}]{9}', 1],
  ['[B-\\x{1f000}]', 0],
  ['(?-i)[B-\\x{1f000}]', 0],
  ['(?i)\\[B-\\x{1f000}\\]', 0],
  ['(?i)[\\x{0}-\\x{10ffff}]', 0],
])('characters that have to be looked at one by one are counted: %s', (source, ranges) => {
  expect(Math.round(weightOf(source).folded / 6000)).toBe(ranges)
})

test.each(['(', '[', '[a-', '\\', '\\p', '\\p{', '\\Q', 'a{', ')', '(?', '(?P<', '{3}', '*', '|', '[[:', '\\x{'])(
  'a text that is no pattern is weighed all the same: %s',
  (source) => {
    expect(totalOf(weightOf(source))).toBeGreaterThan(0)
  },
)
