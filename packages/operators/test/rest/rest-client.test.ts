import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Patience } from '../../src/rest/patience.ts'
import { RefusalError, RestClient, UnreachableError } from '../../src/rest/rest-client.ts'
import { AttemptContext } from '../support/task-context.ts'

let server: Server
let answer: { status: number; body: string }
beforeEach(async () => {
  server = createServer((_, response) => response.writeHead(answer.status).end(answer.body)).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => server.close())

const client = () => {
  const { port } = server.address() as AddressInfo
  const reasonOf = (body: unknown) => (body as { error?: string } | undefined)?.error ?? null
  return new RestClient({ address: `http://127.0.0.1:${port}/`, reasonOf })
}
const ask = async (status: number, body: string): Promise<unknown> => {
  answer = { status, body }
  return client()
    .ask('/jobs')
    .catch((error: unknown) => error)
}

test('an answer is JSON, and an error has its reason or the beginning of the answer', async () => {
  expect(await ask(200, '{"a":1}')).toEqual({ a: 1 })
  const refused = await ask(500, '{"error":"no disk"}')
  expect(refused).toBeInstanceOf(RefusalError)
  expect(refused).toMatchObject({ status: 500, message: expect.stringMatching(/^GET \/jobs .* 500 .*: no disk$/) })
  expect(await ask(403, '<h1>Go\n away</h1>')).toMatchObject({ message: expect.stringContaining('<h1>Go away</h1>') })
  expect(await ask(200, 'no JSON')).toBeInstanceOf(RefusalError)
})

test('a server that is away is told from one that refuses', async () => {
  expect(await ask(503, 'no leader')).toBeInstanceOf(UnreachableError)
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
  const away = new RestClient({ address: 'http://127.0.0.1:1', reasonOf: () => null }).ask('/')
  await expect(away).rejects.toThrow(UnreachableError)
  await expect(away).rejects.toThrow('http://127.0.0.1:1 cannot be reached: ')
})

test('an error of the server is borne for some time, and a refusal is not', async () => {
  const context = new AttemptContext().attempt(1)
  const broken = new RefusalError('no disk', 500, '')
  await expect(new Patience(context, 0).bear(broken)).rejects.toThrow('Given up after 0 s: no disk')
  await expect(new Patience(context, 600).bear(new RefusalError('go away', 403, ''))).rejects.toThrow('go away')
  const patience = new Patience(context, 600)
  await patience.bear(broken)
  patience.end()
})
