import { expect, test } from 'vitest'
import { readServerSentEvents, type ServerSentEvent } from './server-sent-events.ts'

/** The messages of a stream that arrives in these chunks. */
async function read(chunks: readonly (string | Uint8Array)[], failure?: Error): Promise<ServerSentEvent[]> {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk)
      if (failure === undefined) controller.close()
    },
    pull(controller) {
      controller.error(failure)
    },
  })
  const messages: ServerSentEvent[] = []
  for await (const message of readServerSentEvents(body)) messages.push(message)
  return messages
}

test('messages are split at empty lines, with id, name and data', async () => {
  expect(await read(['id: 1\ndata: a\n\nevent: position\nid: 2\ndata: {}\n\n'])).toEqual([
    { id: '1', event: 'message', data: 'a' },
    { id: '2', event: 'position', data: '{}' },
  ])
})

test('chunks may end anywhere, even inside a character or a line end', async () => {
  const bytes = new TextEncoder().encode('data: grün\r\ndata: zwei\r\n\r\n')
  const single = Array.from(bytes, (byte) => new Uint8Array([byte]))
  expect(await read(single)).toEqual([{ id: null, event: 'message', data: 'grün\nzwei' }])
})

test('comments, unknown fields and messages without data are left out', async () => {
  expect(await read([': hello\n\nretry: 5\n\nid: 7\n\ndata\n\n'])).toEqual([{ id: '7', event: 'message', data: '' }])
})

test('a message that the stream breaks off in is dropped, and the stream ends', async () => {
  expect(await read(['data: whole\n\ndata: ha'])).toEqual([{ id: null, event: 'message', data: 'whole' }])
  expect(await read(['data: whole\n\ndata: ha'], new Error('reset'))).toHaveLength(1)
})
