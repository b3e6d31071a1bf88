import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { terminateWhenSilent } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'

const INTERVAL_MS = 50

let server: WebSocketServer

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  server.on('connection', (socket, request) => terminateWhenSilent({ socket, stream: request.socket }, INTERVAL_MS))
  await once(server, 'listening')
})

afterEach(() => {
  for (const socket of server.clients) socket.terminate()
  server.close()
})

const connect = (autoPong: boolean) =>
  new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, { autoPong })

test('a connection that answers is kept', async () => {
  const socket = connect(true)
  for (let pings = 0; pings < 5; pings += 1) await once(socket, 'ping')
  expect(socket.readyState).toBe(WebSocket.OPEN)
})

test('a connection on which something else comes before the answer is kept', async () => {
  const socket = connect(false)
  for (let pings = 0; pings < 5; pings += 1) {
    await once(socket, 'ping')
    socket.send('part of what stands before the answer')
  }
  expect(socket.readyState).toBe(WebSocket.OPEN)
})

test('a connection that does not answer is ended', async () => {
  const socket = connect(false)
  const [code] = await once(socket, 'close')
  expect(code).toBe(1006)
})
