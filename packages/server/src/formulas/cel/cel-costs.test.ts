import { expect, test } from 'vitest'
import { eventRow } from '../../testing/rows.ts'
import { CelExpression } from './cel-expression.ts'

const MIB = 1024 * 1024
const NUMBERS = JSON.stringify(Array.from({ length: 150_000 }, (_, index) => index))
const TEXTS = JSON.stringify(Array.from({ length: 90_000 }, () => 'abcdefgh'))
const OBJECTS = JSON.stringify(Array.from({ length: 130_000 }, () => ({ a: 1 })))
const LARGE = { ...Array.from({ length: 30_000 }, () => 0) }
const PATTERNS = JSON.stringify(Array.from({ length: 9 }, (_, at) => `(?i)${'[B-\\x{1f000}]'.repeat(8)}${at}`))
const LONG = 'x'.repeat(MIB)
const PAIRS = Array.from({ length: MIB }, (_, at) => ((at * 7919) % 13 < 6 ? 'a' : 'b')).join('')

function times(count: number, what: string, between: string): string {
  return Array.from({ length: count }, () => what).join(between)
}

function judge(expression: string, value: string) {
  return new CelExpression(expression).judge(eventRow({ offset: 1, value }))
}

// Each of these would hold the server for seconds up to for ever, or take gigabytes. What counts is that it is given up.
test.each([
  ['characters, counted again and again', times(40, 'size(event.value) > 1', ' && '), LONG],
  ['texts, joined', `(${times(70, 'event.value', ' + ')}).contains("zz")`, LONG],
  ['texts that double', `[event.value]${'.map(a, a + a)'.repeat(40)}[0].contains("zz")`, 'x'],
  ['lists, joined', `size(${times(70, 'event.json', ' + ')}) > 0`, NUMBERS],
  ['lists that double', `[event.json]${'.map(a, a + a)'.repeat(40)}.size() > 0`, '[1]'],
  ['lists, compared', times(45, 'event.json == event.json + []', ' && '), NUMBERS],
  ['lists, searched', times(40, '!(0.5 in event.json)', ' && '), NUMBERS],
  ['lists, searched for each of theirs', 'event.json.all(x, !(x + 0.5 in event.json))', NUMBERS],
  ['loops in loops', 'event.json.all(x, event.json.all(y, x + 0.5 != y))', NUMBERS],
  ['loops in loops over what is written', `${'[1,2,3,4,5,6,7,8].all(a, '.repeat(24)}true${')'.repeat(24)}`, ''],
  ['loops whose errors are passed over', 'event.json.exists(x, event.json.exists(y, x.a == y.a))', NUMBERS],
  ['errors at the end of it', 'event.json.exists(x, event.json.all(y, x.a == y)) || true', NUMBERS],
  ['lists of lists', 'event.json.map(x, event.json.map(y, [x, y])).size() > 0', NUMBERS],
  ['objects', 'event.json.all(x, x == {"a": 1.0} && x == {"a": 1.0})', OBJECTS],
  [
    'keys, counted for each of them',
    'event.json.all(k, size(event.json) > 0)',
    JSON.stringify({ ...LARGE, ...NUMBERS.split(',') }),
  ],
  [
    'keys, listed for each of them',
    'event.json.all(k, event.json.exists(j, true))',
    JSON.stringify({ ...LARGE, ...NUMBERS.split(',') }),
  ],
  ['texts, compared with each other', 'event.json.all(x, event.json.all(y, x == y))', TEXTS],
  ['bytes', `size(${times(60, 'bytes(event.value)', ' + ')}) > 0`, LONG],
  ['hours of other time zones', 'event.json.all(x, timestamp(1).getHours("Europe/Berlin") < 99)', NUMBERS],
  [
    'times that are read',
    'event.json.all(x, timestamp("2026-01-01T00:00:00Z") < timestamp("2027-01-01T00:00:00Z"))',
    NUMBERS,
  ],
  ['a pattern at its worst', 'event.value.matches("[ab]*a[ab]{990}[^ab]")', PAIRS],
  ['patterns, compiled for each of a list', 'event.json.exists(x, "a".matches(x))', PATTERNS],
  ['a pattern for each of a list', 'event.json.exists(x, x.matches("[a-h]*a[a-h]{200}z"))', TEXTS],
])('is given up: %s', (_, expression, value) => {
  expect(judge(expression, value)).toEqual({
    met: false,
    reason: 'the expression takes too many steps for this event',
    gaveUp: true,
  })
})

test.each([
  ['a search in a large text', 'event.value.contains("zz") || event.value.size() == 1048576', LONG],
  [
    'a part that is half of the text',
    'event.json[0].contains(event.json[1]) == false',
    JSON.stringify(['a'.repeat(500_000), `b${'a'.repeat(250_000)}`]),
  ],
  ['a pattern that backtracking would never end', '!event.value.matches("^(a+)+$")', `${'a'.repeat(60)}b`],
  ['a loop over a list', 'event.json.all(x, x.a == 1)', JSON.stringify(JSON.parse(OBJECTS).slice(0, 10_000))],
  [
    'a list that is filtered',
    'event.json.filter(x, x > 5.0).all(x, x > 5.0)',
    JSON.stringify(JSON.parse(NUMBERS).slice(0, 8000)),
  ],
  ['a list that is the same', times(45, 'event.json == event.json', ' && '), NUMBERS],
  [
    'large objects of different sizes, compared again and again',
    'event.json.a.all(x, event.json.b != event.json.c)',
    JSON.stringify({ a: NUMBERS.split(',').slice(0, 20_000), b: LARGE, c: { ...LARGE, more: 0 } }),
  ],
  ['a search in a large list', '149999 in event.json', NUMBERS],
])('is met: %s', (_, expression, value) => {
  expect(judge(expression, value)).toEqual({ met: true, reason: '' })
})

// Whatever time each of them takes: what is counted decides.
test.each([
  { what: 'short texts', met: 1000, tooMany: 1250, value: 'x'.repeat(2000) },
  { what: 'long texts', met: 2, tooMany: 3, value: LONG },
])('patterns cost what is counted, not what the machine takes for them: $what', ({ met, tooMany, value }) => {
  const items = (length: number) => JSON.stringify({ text: value, items: Array.from({ length }, () => 1) })
  // Ten instructions.
  const expression = `event.json.items.all(x, event.json.text.matches("^xxxxxxx"))`
  expect(judge(expression, items(met)).met).toBe(true)
  expect(judge(expression, items(tooMany))).toMatchObject({ met: false, gaveUp: true })
})

test('a pattern costs the same, whether it was compiled before or not', () => {
  const [first] = JSON.parse(PATTERNS)
  const expression = 'event.json.all(x, !"a".matches(x))'
  const again = JSON.stringify([first, first, first, first, first, first])
  expect(judge(expression, again).met).toBe(true)
  expect(judge(expression, PATTERNS).gaveUp).toBe(true)
  expect(judge(expression, PATTERNS).gaveUp).toBe(true)
})

test('a pattern that is put together is compiled where it is paid for, not when it is read', () => {
  const heavy = `"(?i)" + "${'[B-\\\\x{1f000}]'.repeat(8)}`
  const expression = Array.from({ length: 8 }, (_, at) => `!"a".matches(${heavy}${at}")`).join(' && ')
  expect(judge(expression, '').gaveUp).toBe(true)
})

test('what was given up leaves nothing behind for the next', () => {
  judge('event.json.all(x, event.json.all(y, x + 0.5 != y))', NUMBERS)
  expect(judge('event.json == 1', '1').met).toBe(true)
})
