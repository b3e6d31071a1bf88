import { expect, test } from 'vitest'
import { isReservedSender, senderText } from './principal.ts'

test.each([
  [null, null, null],
  [null, 'shop', 'shop'],
  ['token:ci', null, 'token ci'],
  ['token:ci', 'shop', 'shop (token ci)'],
  ['token:ci', 'ci', 'token ci'],
  ['task:7/train/2', '7/train/2', '7/train/2'],
  ['worker:abc', 'abc', 'worker abc'],
])('the principal %j with the sender %j is told as %j', (principal, sender, text) => {
  expect(senderText({ principal, sender })).toBe(text)
})

test.each(['token:ci', 'task:x', 'worker:', '1/a/1', '12/train.x-1/30'])(
  '"%s" is no name that a sender may take',
  (name) => {
    expect(isReservedSender(name)).toBe(true)
  },
)

test.each(['shop', '1/a', 'a/b/1', '1/a/b', '2026/07/31x', 'tasks:x', ''])(
  '"%s" is a name that a sender may take',
  (name) => {
    expect(isReservedSender(name)).toBe(false)
  },
)
