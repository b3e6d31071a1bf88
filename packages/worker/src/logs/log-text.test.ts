import { expect, test } from 'vitest'
import { decodeTimed, withWholeCharacters } from './log-text.ts'

test('a text tells from which of its characters on which time holds', () => {
  const marks = [
    { offset: 2, time: 1000 },
    { offset: 6, time: 2000 },
    { offset: 9, time: 3000 },
  ]
  expect(decodeTimed(Buffer.from('€ bcd'), 3, marks)).toEqual({
    data: '€ bcd',
    times: [
      { at: 0, time: 2000 },
      { at: 1, time: 3000 },
    ],
  })
  expect(decodeTimed(Buffer.from('later'), 9, marks)).toEqual({ data: 'later', times: [] })
})

test('a mark within a character belongs to what follows it', () => {
  const marks = [
    { offset: 1, time: 1000 },
    { offset: 4, time: 2000 },
  ]
  expect(decodeTimed(Buffer.from('€a'), 0, marks)).toMatchObject({ data: '€a' })
})

test.each([
  ['whole', 'a€', 'a€'],
  ['cut after one byte', Buffer.from('a€').subarray(0, 2), 'a'],
  ['cut after two bytes', Buffer.from('a€').subarray(0, 3), 'a'],
  ['cut in four bytes', Buffer.from('a😀').subarray(0, 4), 'a'],
  ['nothing but a cut character', Buffer.from('€').subarray(0, 2), '\ufffd'],
  ['no text at all', Buffer.from([0x80, 0x80, 0x80, 0x80, 0x80]), '\ufffd'.repeat(5)],
])('characters stay whole: %s', (_, bytes, expected) => {
  expect(withWholeCharacters(Buffer.from(bytes)).toString()).toBe(expected)
})
