import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { HttpHarness, uploadOf } from '../http/http-harness.ts'

const MIB = 1024 * 1024
/** Six characters of JSON each. */
const CONTROL_CHARACTERS = '\u0001'.repeat(MIB)

let harness: HttpHarness

afterEach(() => harness.dispose())

/** A connection of its own, on which nothing is read before it is asked for. */
async function open(...lines: string[]): Promise<Socket> {
  const { hostname, port } = new URL(harness.server.url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  await once(socket, 'connect')
  socket.write([...lines, `Host: ${hostname}`, `Authorization: Bearer ${harness.token}`, '', ''].join('\r\n'))
  return socket
}

test('a page of events ends when its texts fill it, and links to the next', async () => {
  harness = await HttpHarness.create()
  const { events } = harness.client
  for (let count = 0; count < 12; count += 2)
    await events.sendMany([
      { key: 'large', value: CONTROL_CHARACTERS },
      { key: 'large', value: 'small' },
    ])
  for (const newestFirst of [false, true]) {
    const seen: number[] = []
    for (let next: number | null = newestFirst ? 12 : 0; next !== null; ) {
      const page = await events.list({ limit: 10_000, newestFirst, [newestFirst ? 'endOffset' : 'beginOffset']: next })
      expect(page.items.filter(({ value }) => value === CONTROL_CHARACTERS).length).toBeLessThanOrEqual(4)
      seen.push(...page.items.map(({ offset }) => offset))
      next = page.next
    }
    const offsets = Array.from({ length: 12 }, (_, index) => index + 1)
    expect(seen).toEqual(newestFirst ? offsets.toReversed() : offsets)
  }
})

test('a page of any list ends when its texts fill it, and links to the next', async () => {
  harness = await HttpHarness.create()
  const large = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`p${index}`, 'x'.repeat(4096)]))
  for (let index = 0; index < 12; index += 1) await harness.client.namespaces.add(`n${index}`, large)
  const first = await harness.client.namespaces.list({ limit: 1000 })
  expect(first.items.length).toBeLessThan(13)
  const second = await harness.client.namespaces.list({ limit: 1000, cursor: first.next ?? '' })
  expect([...first.items, ...second.items]).toHaveLength(13)
  expect(second.next).toBeNull()
})

test.each([
  ['of events', 'POST /api/v1/events'],
  ['of an upload', 'POST /api/v1/workflows'],
])('a client that falls silent within the body %s is cut off, and holds up no one', async (_what, target) => {
  harness = await HttpHarness.create({ silenceMs: 500 })
  const body = ['Content-Type: application/json', 'Content-Length: 100']
  const socket = await open(`${target} HTTP/1.1`, ...body)
  socket.write('{"key": "')
  const ended = once(socket.resume(), 'end')
  await harness.client.events.send({ key: 'other' })
  await ended
  expect((await harness.client.events.list({})).items.map(({ key }) => key)).toEqual(['other'])
})

test('a listener that does not read is disconnected with the offset to continue from, and misses nothing', async () => {
  harness = await HttpHarness.create({ unread: { limitMs: 60_000, maxCharacters: MIB } })
  const socket = await open('GET /api/v1/events/listen?from=0 HTTP/1.1', 'Connection: close')
  const large = 'y'.repeat(MIB)
  for (let count = 0; count < 20; count += 1) await harness.client.events.send({ key: 'large', value: large })
  // Read only now, this is all that was sent before the end.
  const answer = await text(socket)
  const ids = [...answer.matchAll(/^id: (\d+)\ndata/gm)].map(([, id]) => Number(id))
  expect(ids.length).toBeLessThan(20)
  const farewell = Number(/event: slow\nid: (\d+)\n/.exec(answer)?.[1])
  expect(farewell).toBe(ids.at(-1))
  const missed = await harness.client.events.list({ beginOffset: farewell })
  expect(missed.items[0]?.offset).toBe(farewell + 1)
})

test.each(['QUERY', 'PURGE', 'OPTIONS', 'HEAD', 'CONNECT', 'NONSENSE', 'get'])(
  '%s is answered with 405',
  async (method) => {
    harness = await HttpHarness.create()
    const answer = await text(await open(`${method} /api/v1/events HTTP/1.1`, 'Connection: close'))
    expect(answer).toMatch(/^HTTP\/1\.1 405 /)
    expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff')
  },
)

test.each([
  ['a path that takes no WebSocket', '/api/v1/events', 404],
  ['a worker without a token', '/api/v1/worker', 401],
])('a refused upgrade of %s ends the connection, also of a client that stays', async (_what, path, status) => {
  harness = await HttpHarness.create()
  const { hostname, port } = new URL(harness.server.url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  )
  expect(await text(socket)).toContain(`HTTP/1.1 ${status} `)
  // Its own side is still open: what it writes now meets nobody.
  const failed = once(socket, 'error')
  const writing = setInterval(() => socket.write('x'), 10)
  expect((await failed)[0]).toMatchObject({ code: expect.stringMatching(/EPIPE|ECONNRESET/) })
  clearInterval(writing)
})

test('no answer of the API may be cached, or sniffed as another type', async () => {
  harness = await HttpHarness.create()
  await harness.client.workflows.upload(uploadOf())
  const headers = { authorization: `Bearer ${harness.token}` }
  const paths = [
    '/api/v1/workflows',
    '/api/v1/events',
    '/api/v1/none',
    '/none',
    '/metrics',
    '/healthz',
    '/api/openapi.json',
    '/%',
  ]
  for (const path of paths) {
    const answer = await fetch(`${harness.server.url}${path}`, { headers })
    const { 'x-content-type-options': type, 'cache-control': cache } = Object.fromEntries(answer.headers)
    expect({ path, type, cache }).toEqual({ path, type: 'nosniff', cache: 'no-store' })
  }
})
