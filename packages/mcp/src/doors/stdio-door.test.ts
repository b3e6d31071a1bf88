import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { serveStdio } from './stdio-door.ts'

function serve() {
  const [stdin, stdout] = [new PassThrough(), new PassThrough()]
  const ignored: string[] = []
  const ended = serveStdio({
    version: '1',
    access: 'read',
    address: () => ({ url: 'http://127.0.0.1:1', token: null }),
    documentsFolder: null,
    namespace: 'default',
    stdin,
    stdout,
    failed: () => undefined,
    unreadable: (reason) => ignored.push(reason),
    signal: new AbortController().signal,
  })
  return { stdin, stdout, ignored, ended }
}

test('what is no message is ignored, and said in one line', async () => {
  const { stdin, stdout, ignored, ended } = serve()
  stdin.write('garbage\n[]\n{"jsonrpc":"2.0","id":1.5,"method":"ping"}\n{"jsonrpc":"2.0","id":2,"method":"ping"}\n')
  const [answer] = await once(stdout, 'data')
  expect(JSON.parse(String(answer))).toEqual({ jsonrpc: '2.0', id: 2, result: {} })
  expect(ignored).toHaveLength(3)
  for (const reason of ignored) expect(reason).toMatch(/^.{1,200}$/)
  stdin.end()
  await ended
})

test('a message without an end ends the door with the reason', async () => {
  const { stdin, ended } = serve()
  stdin.write('x'.repeat(2_000_000))
  await expect(ended).rejects.toThrow('A message on stdin has more than 1048576 bytes.')
})
