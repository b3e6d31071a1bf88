import { expect, test } from 'vitest'
import { UnreadText } from './unread-text.ts'

const never = (signal: AbortSignal) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
const { signal } = new AbortController()

test('a text that is read in time frees its room', async () => {
  const unread = new UnreadText({ limitMs: 60_000, maxCharacters: 10 })
  for (let count = 0; count < 3; count += 1) expect(await unread.hold(10, signal, async () => 'read')).toBe(true)
})

test('a text that is not read in time is given up', async () => {
  const unread = new UnreadText({ limitMs: 1, maxCharacters: 10 })
  expect(await unread.hold(10, signal, never)).toBe(false)
  expect(await unread.hold(10, signal, async () => 'read')).toBe(true)
})

test('the unread text of all clients together is limited', async () => {
  const ended = new AbortController()
  const unread = new UnreadText({ limitMs: 60_000, maxCharacters: 10 })
  const first = unread.hold(6, ended.signal, never)
  expect(await unread.hold(5, signal, async () => 'read')).toBe(false)
  expect(await unread.hold(4, signal, async () => 'read')).toBe(true)
  ended.abort()
  expect(await first).toBe(false)
})
