import { expect, test } from 'vitest'
import { MAX_JSON_DEPTH } from '../limits.ts'
import { describeJsonProblem, findJsonProblem } from './json-check.ts'

function nested(depth: number, open = '[', close = ']'): unknown {
  return JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`)
}

test.each([
  ['lists', '[', ']'],
  ['objects', '{"a":', '}'],
])('%s may nest as deep as the limit, and no deeper', (_, open, close) => {
  expect(findJsonProblem(nested(MAX_JSON_DEPTH, open, close))).toBeNull()
  for (const depth of [MAX_JSON_DEPTH + 1, 2500, 100_000, 1_000_000]) {
    expect(findJsonProblem(nested(depth, open, close))?.problem).toBe('nests deeper than 64 levels')
  }
})

test('width costs no depth', () => {
  const wide = { rows: Array.from({ length: 100_000 }, (_, n) => ({ n, empty: [], none: null })) }
  expect(findJsonProblem(wide)).toBeNull()
})

test('the key that copies lose is refused at any depth, other names of every object are not', () => {
  expect(findJsonProblem(JSON.parse('{"a":[{"__proto__":1}]}'))).toEqual({
    place: 'a[0]',
    problem: 'has the key "__proto__", which no object may have',
  })
  expect(findJsonProblem({ constructor: 1, toString: 2, hasOwnProperty: 3, valueOf: { isPrototypeOf: 4 } })).toBeNull()
})

test('half a character is refused at any depth, in values and in keys; whole ones are not', () => {
  const problem = 'is no valid Unicode: a surrogate has no other half'
  expect(findJsonProblem('a\ud800')).toEqual({ place: '', problem })
  expect(findJsonProblem({ rows: ['\u{1f600}', { text: '\udc00\ud800' }] })).toEqual({ place: 'rows[1].text', problem })
  expect(findJsonProblem({ 'a\udc00': 1 })).toEqual({ place: 'a\ufffd', problem })
  expect(findJsonProblem(['\u{1f600}', '\ufffd', '\0', '', { '\u{10ffff}': '\ud83d\ude00' }])).toBeNull()
})

test('a problem is told with its place, which stays short', () => {
  const problem = findJsonProblem({ rows: [1, { deep: nested(63) }] }, 64)
  expect(describeJsonProblem(problem ?? { place: '', problem: '' })).toMatch(
    /^nests deeper than 64 levels, at "rows\[1\]\.deep\[0\]/,
  )
  expect(problem?.place.length).toBeLessThan(100)
})
