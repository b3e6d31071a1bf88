import type { Event } from '@aiflow/sdk'
import type { ListenOptions } from '@aiflow/sdk/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { HttpHarness } from '../http-harness.ts'

let harness: HttpHarness
let ended: AbortController

beforeEach(async () => {
  harness = await HttpHarness.create()
  ended = new AbortController()
})

afterEach(async () => {
  ended.abort()
  await harness.dispose()
})

/** Listens in the background; resolves once the server listens too. */
async function listen(options: ListenOptions): Promise<Event[]> {
  const received: Event[] = []
  const opened = Promise.withResolvers<void>()
  const events = harness.client.events.listen({ ...options, signal: ended.signal, onOpen: () => opened.resolve() })
  const reading = (async () => {
    for await (const event of events) received.push(event)
  })()
  reading.catch(opened.reject)
  await opened.promise
  return received
}

function send(count: number, from = 0, key = 'tick'): Promise<unknown> {
  const events = Array.from({ length: count }, (_, index) => ({ key, value: String(from + index) }))
  return harness.client.events.sendMany(events)
}

const values = (events: readonly Event[]) => events.map(({ value }) => Number(value))
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)

test('a listener gets what is sent from now on, in order, by its filters', async () => {
  await send(3)
  const received = await listen({ keys: ['tick', 'tock'] })
  await send(2, 10)
  await send(1, 99, 'other')
  await send(1, 12, 'tock')
  await vi.waitFor(() => expect(values(received)).toEqual([10, 11, 12]))
})

test('a listener that begins in the past gets the past and then the present, each event once', async () => {
  await send(1700)
  const received = await listen({ from: 0, keys: ['tick'] })
  for (let batch = 0; batch < 20; batch += 1) await send(10, 1700 + batch * 10)
  await vi.waitFor(() => expect(received).toHaveLength(1900))
  expect(values(received)).toEqual(upTo(1900))
})

test('a listener may begin at a time', async () => {
  await send(2)
  const received = await listen({ beginTime: new Date(0).toISOString() })
  await vi.waitFor(() => expect(values(received)).toEqual([0, 1]))
})

test('a listener misses nothing and gets nothing twice across a restart of the server', async () => {
  const received = await listen({ keys: ['tick'] })
  await send(5)
  await vi.waitFor(() => expect(received).toHaveLength(5))
  await harness.server.stop()
  await harness.start()
  await send(5, 5)
  await vi.waitFor(() => expect(received).toHaveLength(10), { timeout: 5000 })
  await send(5, 10)
  await vi.waitFor(() => expect(values(received)).toEqual(upTo(15)))
})

test('a listener without matches resumes at the last examined offset', async () => {
  const received = await listen({ keys: ['tick'] })
  await harness.server.stop()
  await harness.start()
  await send(2)
  await vi.waitFor(() => expect(values(received)).toEqual([0, 1]), { timeout: 5000 })
})

test('a slow listener falls back to the store and still gets everything', async () => {
  const headers = { authorization: `Bearer ${harness.token}` }
  const response = await fetch(`${harness.server.url}/api/v1/events/listen?from=0`, { headers, signal: ended.signal })
  const big = 'x'.repeat(20_000)
  for (let batch = 0; batch < 12; batch += 1) {
    await harness.client.events.sendMany(
      Array.from({ length: 1000 }, (_, index) => ({ key: 'big', value: batch === 0 && index < 500 ? big : null })),
    )
  }
  let text = ''
  const ids: number[] = []
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    const messages = text.split('\n\n')
    text = messages.pop() ?? ''
    for (const message of messages)
      if (message.includes('data: {"offset"')) ids.push(Number(/id: (\d+)/.exec(message)?.[1]))
    if (ids.length >= 12_000) break
  }
  expect(ids).toEqual(Array.from({ length: 12_000 }, (_, index) => index + 1))
})

test('a bad Last-Event-ID is refused', async () => {
  const headers = { authorization: `Bearer ${harness.token}`, 'last-event-id': 'yesterday' }
  const { body } = await harness.call('/api/v1/events/listen', { headers })
  expect(body).toMatchObject({ code: 'INVALID_ARGUMENT', detail: expect.stringContaining('"yesterday"') })
})
