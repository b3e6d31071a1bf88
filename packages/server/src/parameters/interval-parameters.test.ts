import type { Json } from '@aiflow/sdk/internal/json'
import { describe, expect, test } from 'vitest'
import { fillParameters } from './interval-parameters.ts'
import { expressionsIn } from './parameter-template.ts'

const INTERVAL = {
  dueTime: Date.parse('2026-03-02T00:00:00Z'),
  intervalStart: Date.parse('2026-03-01T00:00:00Z'),
  intervalEnd: Date.parse('2026-03-02T00:00:00Z'),
  date: '2026-03-01',
  timezone: 'Europe/Berlin',
}

function fill(value: Json): Json {
  return fillParameters({ value }, INTERVAL).value ?? null
}

test.each<[string, Json]>([
  ['${intervalStart}', '2026-03-01T00:00:00.000Z'],
  ['${intervalEnd}', '2026-03-02T00:00:00.000Z'],
  ['${dueTime}', '2026-03-02T00:00:00.000Z'],
  ['${date}', '2026-03-01'],
  ['${timezone}', 'Europe/Berlin'],
  ['day=${date}/part.csv', 'day=2026-03-01/part.csv'],
  ['${date} to ${intervalEnd}', '2026-03-01 to 2026-03-02T00:00:00.000Z'],
  ['${intervalStart - duration("24h")}', '2026-02-28T00:00:00.000Z'],
  ['${intervalEnd - intervalStart}', 86_400],
  ['${int(intervalStart)}', 1_772_323_200],
  ['year ${intervalStart.getFullYear()}', 'year 2026'],
  ['${intervalStart.getHours(timezone)}', 1],
  ['${intervalStart.getDayOfWeek() == 0}', true],
  ['${[date, 1.5, null]}', ['2026-03-01', 1.5, null]],
  ['${{"a": {"b": "}"}}.a}', { b: '}' }],
  ['${5u}', 5],
  ['$${date}', '${date}'],
  ['costs $5 {a}', 'costs $5 {a}'],
  ['$', '$'],
])('%s becomes %j', (text, expected) => {
  expect(fill(text)).toEqual(expected)
})

test('expressions are filled in at any depth, and all else is left as it is', () => {
  const parameters = { days: ['${date}', 7], deep: { a: { b: 'x${date}' } }, plain: { n: 1 }, none: null }
  expect(fillParameters(parameters, INTERVAL)).toEqual({
    days: ['2026-03-01', 7],
    deep: { a: { b: 'x2026-03-01' } },
    plain: { n: 1 },
    none: null,
  })
  const constant = { a: [1, { b: 'x' }] }
  expect(fillParameters(constant, INTERVAL)).toBe(constant)
})

describe('what is wrong is refused, with the place', () => {
  test.each<[string, string]>([
    ['${intervalStrt}', 'at character 1: there is no "intervalStrt"; it knows dueTime, intervalStart'],
    ['${event.key}', 'there is no "event"'],
    ['${date.x}', '"date" has no "x": it is a single value'],
    ['${date +}', 'is not expected here'],
    ['${}', 'is not expected here'],
    ['${date', 'it has no "}"'],
    ['${"}', 'it has no "}"'],
    ['${substring(date, 0, 4)}', 'there is no function "substring"'],
    ['${1/0}', 'divi'],
    ['${int(date)}', 'date'],
    ['${b"x"}', 'a value that JSON does not have'],
    ['${9007199254740993}', 'greater than 2^53'],
    ['${{1: 2}}', 'a name in its result is not a text'],
    [`\${"${'x'.repeat(5000)}"}`, 'more than 4096 characters'],
  ])('%s', (text, problem) => {
    const parameters = { list: [{ day: text }] }
    const refused = expect.objectContaining({ code: 'INVALID_EXPRESSION', message: expect.stringContaining(problem) })
    expect(() => fillParameters(parameters, INTERVAL)).toThrow(refused)
    expect(() => fillParameters(parameters, INTERVAL)).toThrow('of the parameter "list[0].day"')
  })

  test('too many expressions, and expressions that together take too long', () => {
    const many = { list: Array.from({ length: 101 }, () => '${date}') }
    expect(() => fillParameters(many, INTERVAL)).toThrow('more than 100 expressions')
    const numbers = `[${Array.from({ length: 400 }, (_, index) => index).join(', ')}]`
    const slow = `\${${numbers}.map(x, ${numbers.slice(0, 40)}1].map(y, x * y)).size()}`
    expect(() => fillParameters({ list: Array.from({ length: 100 }, () => slow) }, INTERVAL)).toThrow('too many steps')
  })
})

test('expressions are listed as they are written', () => {
  expect(expressionsIn({ a: '${date}', b: ['x ${ dueTime } ${date', { c: '${timezone}' }], d: 1 })).toEqual([
    'date',
    'timezone',
  ])
})
