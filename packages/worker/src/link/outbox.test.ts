import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { WorkerMessage } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { waitFor } from '../../test/support/wait-for.ts'
import { Outbox } from './outbox.ts'

const LONG = 60

let server: WebSocketServer
let far: WebSocket
let near: WebSocket

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const accepted = once(server, 'connection')
  near = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  await once(near, 'open')
  far = (await accepted)[0]
})

afterEach(() => {
  near.terminate()
  server.close()
})

function answer(requestId: string, characters: number): WorkerMessage {
  return { type: 'evaluated', requestId, result: { type: 'error', cause: 'worker', message: 'x'.repeat(characters) } }
}

test('a short message waits for no more long ones than are on their way, and each of those comes in its order', async () => {
  const ids: string[] = []
  far.on('message', (data) => ids.push(JSON.parse(String(data)).requestId))
  far.pause()
  const outbox = new Outbox(near)
  const long = Array.from({ length: LONG }, (_, n) => `long-${n}`)
  for (const id of long) outbox.send(answer(id, 1_000_000))
  outbox.send(answer('short', 10))
  far.resume()
  await waitFor(() => (ids.length > LONG ? true : null), 'all messages')
  expect(ids.indexOf('short')).toBeLessThan(LONG / 2)
  expect(ids.filter((id) => id !== 'short')).toEqual(long)
})

test('what waits for a connection that ends is dropped with it', async () => {
  far.pause()
  const outbox = new Outbox(near)
  for (let n = 0; n < LONG; n += 1) outbox.send(answer(`long-${n}`, 1_000_000))
  near.terminate()
  await once(near, 'close')
  expect(() => outbox.send(answer('late', 1_000_000))).not.toThrow()
})
