import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { AIFlowClient } from '../../src/client/aiflow-client.ts'

let server: Server
const sockets: Socket[] = []

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  server.close()
})

/** Takes connections; answers what it is told to, and nothing else. */
async function listening(answer: (path: string) => string | null): Promise<string> {
  server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      const body = answer(String(data).split(' ')[1] ?? '')
      if (body !== null) socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}

test('a server that takes connections and never answers is given up, and said to be silent', async () => {
  const client = new AIFlowClient({ url: await listening(() => null) })
  await expect(client.server.info()).rejects.toMatchObject({
    code: 'SERVER_UNAVAILABLE',
    message: expect.stringContaining('does not answer'),
  })
}, 30_000)

test('an answer that takes long is waited for while the server answers others', async () => {
  let probes = 0
  const client = new AIFlowClient({
    url: await listening((path) => {
      if (path !== '/healthz') return null
      probes += 1
      if (probes === 2)
        for (const socket of sockets.slice(0, 1)) socket.write('HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}')
      return '{"status":"ok"}'
    }),
  })
  await expect(client.server.info()).rejects.toMatchObject({ code: 'PROTOCOL_MISMATCH' })
  expect(probes).toBe(2)
}, 30_000)
