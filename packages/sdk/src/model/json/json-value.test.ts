import { expect, test } from 'vitest'
import { describeJsonProblem } from './json-check.ts'
import { convertToJson } from './json-value.ts'

class Point {
  x = 1
}

function told(value: unknown): string {
  const converted = convertToJson(value)
  if ('json' in converted) return `taken: ${JSON.stringify(converted.json)}`
  const { refusal } = converted
  return `${describeJsonProblem(refusal)}. ${refusal.advice ?? ''}`.trim()
}

const loop: unknown[] = []
loop.push({ loop })
let twice: unknown = 1
for (let level = 0; level < 60; level += 1) twice = [twice, twice]

test.each([
  [[1, 2, { loss: Number.NaN }], 'is NaN, which JSON does not have, at "[2].loss". Write null, or text.'],
  [{ a: [Number.NEGATIVE_INFINITY] }, 'is -Infinity, which JSON does not have, at "a[0]". Write null, or text.'],
  [{ at: new Date(Number.NaN) }, 'is an invalid Date, at "at". Write null.'],
  [new Map(), 'is a Map, which JSON does not have. Write Object.fromEntries(map), or [...map].'],
  [{ s: new Set() }, 'is a Set, which JSON does not have, at "s". Write [...set].'],
  [new Float32Array(2), 'is a Float32Array, which JSON does not have. Write [...bytes], or leave an artifact.'],
  [Buffer.from('a'), 'is a Uint8Array, which JSON does not have. Write [...bytes], or leave an artifact.'],
  [{ e: new Error('x') }, 'is an Error, which JSON does not have, at "e". Write its message.'],
  [Promise.resolve(), 'is a Promise, which JSON does not have. Await it.'],
  [/x/, 'is a RegExp, which JSON does not have. Write a plain object, such as { ...value }.'],
  [Object(1), 'is a Number, which JSON does not have. Write a plain object, such as { ...value }.'],
  [undefined, 'is undefined, which JSON does not have. Write null for nothing.'],
  [[1, undefined], 'is undefined, which JSON does not have, at "[1]". Write null for nothing.'],
  [Object.assign([], { 3: 1 }), 'is undefined, which JSON does not have, at "[0]". Write null for nothing.'],
  [{ n: 10n }, 'is the BigInt 10n, which JSON does not have, at "n". Write it as text.'],
  [{ f: () => 1 }, 'is a function, which JSON does not have, at "f". Leave it out.'],
  [[Symbol('s')], 'is a symbol, which JSON does not have, at "[0]". Leave it out.'],
  [loop, 'contains itself, at "[0].loop". Write an id, or a copy of what is meant.'],
  [{ toJSON: () => Number.NaN }, 'is NaN, which JSON does not have. Write null, or text.'],
  [
    twice,
    'has more than 4194304 lists and objects, at "[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0…".',
  ],
  [['a\ud800'], 'is no valid Unicode: a surrogate has no other half, at "[0]".'],
  [JSON.parse('{"__proto__":1}'), 'has the key "__proto__", which no object may have.'],
])('what JSON.stringify would change is refused, with its place and what to write instead (%#)', (value, text) => {
  expect(told(value)).toBe(text)
})

test.each([
  [null, null],
  [[new Point()], [{ x: 1 }]],
  [
    [1, -0.5, 'a', true, { b: [] }],
    [1, -0.5, 'a', true, { b: [] }],
  ],
  [{ a: undefined, b: 1 }, { b: 1 }],
  [Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  [
    { at: new Date(0), url: new URL('http://a/') },
    { at: '1970-01-01T00:00:00.000Z', url: 'http://a/' },
  ],
  [{ toJSON: () => ({ at: new Date(0) }) }, { at: '1970-01-01T00:00:00.000Z' }],
])('%j is JSON', (value, json) => {
  expect(convertToJson(value)).toEqual({ json })
})

test('what is held twice is copied twice, and later changes do not reach the copy', () => {
  const shared = { n: 1 }
  const converted = convertToJson([shared, shared])
  shared.n = 2
  expect(converted).toEqual({ json: [{ n: 1 }, { n: 1 }] })
})
