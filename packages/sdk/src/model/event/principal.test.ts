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

test.each([
  'token:ci',
  'task:x',
  'worker:',
  'worker-5b2f0b1e-9a7d-4a31-8c8e-3f0f3f6f0d11',
  'system',
  'system:timer',
  '1/a/1',
  '12/train.x-1/30',
])('"%s" is no name that a sender may take, however it is written', (name) => {
  const wide = name.replace(/[a-z0-9]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0))
  const hidden = [...name].join('\u200b')
  const forms = [
    name,
    ` ${name}`,
    `${name}\t`,
    `\u00a0${name}\u3000`,
    name.toUpperCase(),
    wide,
    hidden,
    `\ufeff${name}\u2800`,
  ]
  expect(forms.filter((form) => !isReservedSender(form))).toEqual([])
})

test.each(['', ' ', '\u200b\u2060', '\u3164'])('%j, which shows nothing, is none either', (name) => {
  expect(isReservedSender(name)).toBe(true)
})

test.each(['shop', '1/a', 'a/b/1', '1/a/b', '2026/07/31x', 'tasks:x', 'workers-union', 'systems', 'Ärzte', '日本'])(
  '"%s" is a name that a sender may take',
  (name) => {
    expect(isReservedSender(name)).toBe(false)
  },
)
