import { describe, expect, test } from 'vitest'
import { eventRow } from '../../testing/rows.ts'
import { CelExpression, celExpressionOf } from './cel-expression.ts'

const ORDER = eventRow({
  offset: 1,
  key: 'order',
  value: '{"total":120.5,"items":[1,2,3],"note":null}',
  sender: 'shop',
  principal: 'token:ci',
})

function judge(expression: string, event = ORDER) {
  return new CelExpression(expression).judge(event)
}

describe('an expression', () => {
  test.each([
    ['event.key == "order"', true],
    ['event.json.total > 100 && event.sender == "shop"', true],
    ['event.principal == "token:ci"', true],
    ['event.json.items.exists(item, item == 2)', true],
    ['has(event.json.total) && !has(event.json.price)', true],
    ['event.value.matches("^[{].*[}]$")', true],
    ['event.namespace in ["default", "other"]', true],
    ['event.key.startsWith("order/")', false],
    ['size(event.json.items) > 3', false],
    ['event.json.note == null && int(event.json.total) % 2 == 1', false],
    ['event.json.items == [1, 2, 3] && event.json.items != [1, 2]', true],
    ['"note" in event.json && !("price" in event.json) && 2 in event.json.items', true],
    ['event.json.items.map(item, item * 2.0) == [2, 4, 6]', true],
    ['event.json.items.filter(item, item > 1.0).size() == 2', true],
    ['event.json.exists(name, name == "total") && size(event.json) == 3', true],
    ['[1, 2].all(n, ([n] + [3]) != ([n] + [4]) && ([n] + [3]).size() == 2)', true],
    ['[[1] + [2]].all(a, (a + [3]) == [1, 2, 3] && (a + [4]) == [1, 2, 4] && a == [1, 2])', true],
    ['event.value.contains("items") && size("a🙂") == 2 && "a🙂".size() == 2', true],
    ['timestamp("2026-01-01T00:30:00Z").getHours("Europe/Berlin") == 1', true],
    ['event["key"] == "order"', true],
  ])('%s is %s', (expression, met) => {
    expect(judge(expression).met).toBe(met)
  })

  test.each([
    ['event.json.price > 1', 'the expression failed: field not found: price'],
    ['event.json.total', 'the expression is neither true nor false'],
    ['event.value.matches("(" + event.key)', expect.stringContaining('missing closing )')],
    [
      'event.json.items.exists(item, event.value.matches("(" + event.key))',
      expect.stringContaining('missing closing )'),
    ],
    ['int(event.value) > 1', expect.stringContaining('expression failed')],
    ['event.json.items + 1 == 2', expect.stringContaining('no matching overload')],
    ['event.json.constructor == 1', expect.stringContaining('field not found')],
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

test('a property may have any name', () => {
  const event = eventRow({ offset: 1, value: '{"constructor":{"__proto__":1},"toString":2}' })
  expect(judge('event.json.constructor["__proto__"] == 1 && event.json.toString == 2', event).met).toBe(true)
  expect(judge('has(event.json.hasOwnProperty)', event).met).toBe(false)
})

test.each([
  ['event.key ==', 11, '= is not expected here'],
  ['event.colour == "red"', 7, 'an event has no "colour"; it has key, value, json, sender, principal, namespace'],
  ['evnt.key == "a"', 1, 'there is no "evnt"'],
  ['true || 1 + "a" == 2 && event.key == ""', 10, 'no matching overload'],
  ['event.key', null, 'its result is not true or false'],
  ['event.json.map(x, x)', null, 'its result is not true or false'],
  ['size(event.key) + 1', null, 'its result is not true or false'],
  ['process.exit()', 8, 'there is no function "exit"'],
  ['event.key.trim() == ""', 10, 'there is no function "trim"'],
  ['[1].all(x, y > 1)', 12, 'there is no "y"'],
  ['[1].all(x, true) && x', 21, 'there is no "x"'],
  ['event.value.matches("(?=a)")', 12, 'RE2 has no look-ahead'],
  ['Order{} == event', 1, 'there is no type "Order"'],
])('the expression %s is refused, with its place and reason', (expression, position, reason) => {
  const details = { expression, position }
  const message = expect.stringContaining(reason)
  expect(() => new CelExpression(expression)).toThrow(
    expect.objectContaining({ code: 'INVALID_CONDITION', details, message }),
  )
})

test.each([
  ['deep', `${'['.repeat(200)}${']'.repeat(200)} == []`],
  ['deep for the parser', `${'('.repeat(2000)}true${')'.repeat(2000)}`],
  ['long', Array.from({ length: 800 }, () => 'true').join('&&')],
])('an expression that is too %s is refused', (_, expression) => {
  expect(() => new CelExpression(expression)).toThrow(expect.objectContaining({ code: 'INVALID_CONDITION' }))
})
