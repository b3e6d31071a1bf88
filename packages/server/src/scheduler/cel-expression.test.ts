import { describe, expect, test } from 'vitest'
import { eventRow } from '../testing/rows.ts'
import { CelExpression, celExpressionOf } from './cel-expression.ts'

const ORDER = eventRow({
  offset: 1,
  key: 'order',
  value: '{"total":120.5,"items":[1,2,3],"note":null}',
  sender: 'shop',
})

function judge(expression: string, event = ORDER) {
  return new CelExpression(expression).judge(event)
}

describe('an expression', () => {
  test.each([
    ['event.key == "order"', true],
    ['event.json.total > 100 && event.sender == "shop"', true],
    ['event.json.items.exists(item, item == 2)', true],
    ['has(event.json.total) && !has(event.json.price)', true],
    ['event.value.matches("^[{].*[}]$")', true],
    ['event.namespace in ["default", "other"]', true],
    ['event.key.startsWith("order/")', false],
    ['size(event.json.items) > 3', false],
    ['event.json.note == null && int(event.json.total) % 2 == 1', false],
  ])('%s is %s', (expression, met) => {
    expect(judge(expression).met).toBe(met)
  })

  test.each([
    ['event.json.price > 1', 'the expression failed: No such key: price'],
    ['event.json.total', 'the expression is neither true nor false'],
    ['event.value.matches("(")', 'the expression failed: Invalid regular expression: ('],
    ['event.json.items + 1 == 2', expect.stringContaining('no such overload')],
    ['event.json.constructor == 1', expect.stringContaining('No such key')],
  ])('%s is not met, and says why', (expression, reason) => {
    expect(judge(expression)).toEqual({ met: false, reason })
  })

  test('sees null for a value that is absent or no JSON', () => {
    expect(judge('event.json == null', eventRow({ offset: 1, value: 'text' })).met).toBe(true)
    expect(judge('event.json == null && event.value == null', eventRow({ offset: 1, value: null })).met).toBe(true)
  })

  test('is compiled once for a condition', () => {
    const condition = { expression: 'true' }
    expect(celExpressionOf(condition)).toBe(celExpressionOf(condition))
  })
})

test.each([
  ['event.key ==', 13],
  ['event.colour == "red"', 7],
  ['evnt.key == "a"', 1],
  ['1 + "a" == 2', 1],
  ['event.key', null],
  ['process.exit()', expect.any(Number)],
])('the expression %s is refused, with its place', (expression, position) => {
  const details = { expression, position }
  expect(() => new CelExpression(expression)).toThrow(expect.objectContaining({ code: 'INVALID_CONDITION', details }))
})

test.each([
  ['deep', `${'('.repeat(200)}true${')'.repeat(200)}`],
  ['long', Array.from({ length: 400 }, () => 'true').join(' && ')],
])('an expression that is too %s is refused', (_, expression) => {
  expect(() => new CelExpression(expression)).toThrow(expect.objectContaining({ code: 'INVALID_CONDITION' }))
})

test.each([
  ['event.value.matches("^(a+)+$")', `${'a'.repeat(60)}b`],
  [
    'event.json.all(x, event.json.all(y, x + 0.5 != y))',
    JSON.stringify(Array.from({ length: 50_000 }, (_, index) => index)),
  ],
])('%s cannot hang', (expression, value) => {
  expect(judge(expression, eventRow({ offset: 1, value }))).toEqual({
    met: false,
    reason: 'the expression took longer than 100 ms',
    timedOut: true,
  })
})
