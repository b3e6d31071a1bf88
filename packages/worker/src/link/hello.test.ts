import type { MessageOf, WorkerMessage } from '@aiflow/sdk/internal/worker-protocol'
import { expect, test } from 'vitest'
import { helloMessages } from './hello.ts'

function hello(count: number, protocol = 3, found: string[] = []): MessageOf<WorkerMessage, 'hello'> {
  const held = Array.from({ length: count }, (_, n) => ({ attemptId: `attempt-${n}`, finished: n % 2 === 0 }))
  const self = { workerId: 'w', storeId: null, hostname: 'h', pid: 1, bootId: 'b', version: '1' }
  return { type: 'hello', protocol, ...self, slots: 1, held, found }
}

test.each([0, 10_000, 10_001, 100_000])(
  'a worker that holds %i attempts says so in messages of a bounded length',
  (count) => {
    const messages = helloMessages(hello(count))
    expect(messages.flatMap((message) => ('held' in message ? message.held : []))).toEqual(hello(count).held)
    expect(messages.map((message) => 'more' in message && message.more)).toEqual(
      messages.map((_, index) => index < messages.length - 1),
    )
    for (const message of messages) expect(JSON.stringify(message).length).toBeLessThan(1_000_000)
  },
)

test('to a server of an older version it is said whole', () => {
  expect(helloMessages(hello(20_000, 2))).toEqual([hello(20_000, 2)])
})

test.each([
  [0, 30_000],
  [30_000, 100],
  [7000, 7000],
])('a worker that holds %i attempts and found %i says all of them, each once', (count, foundCount) => {
  const found = Array.from({ length: foundCount }, (_, n) => `found-${n}`)
  const messages = helloMessages(hello(count, 3, found))
  expect(messages.flatMap((message) => ('held' in message ? message.held : []))).toEqual(hello(count).held)
  expect(messages.flatMap((message) => ('found' in message ? (message.found ?? []) : []))).toEqual(found)
  expect(messages.map(({ type }) => type)).toEqual(['hello', ...messages.slice(1).map(() => 'held')])
  for (const message of messages) expect(JSON.stringify(message).length).toBeLessThan(1_000_000)
})
