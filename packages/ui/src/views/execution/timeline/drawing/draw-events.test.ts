import { expect, test } from 'vitest'
import { labelOf } from './draw-events.ts'

/** Each character is 6 pixels wide. */
const widthOf = (text: string) => 6 * text.length

test.each([
  ['order', 30, 'order'],
  ['order_received', 60, 'order_rec…'],
  ['order', 23, null],
  ['order_received', 84, 'order_received'],
])('the label of %s in %d pixels is %s', (key, room, expected) => {
  expect(labelOf(key, room, widthOf)).toBe(expected)
})
