import { startTimer, stopTimer } from '../../model/time/timers.ts'

/** One message of an SSE stream. `event` is `message` if the stream does not name it. */
export interface ServerSentEvent {
  readonly id: string | null
  readonly event: string
  readonly data: string
}

/** A server sends at least a comment every 15 seconds. After this silence it counts as frozen or unreachable. */
const SILENT_MS = 45_000

/**
 * The messages of an SSE stream, without comments. It ends when the stream ends or breaks, because the reader resumes
 * in both cases. An incomplete message is dropped.
 *
 * Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function* readServerSentEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  let id: string | null = null
  let event = ''
  let data: string[] = []
  for await (const line of readLines(body)) {
    if (line === '') {
      if (data.length > 0) yield { id, event: event === '' ? 'message' : event, data: data.join('\n') }
      event = ''
      data = []
      continue
    }
    const { field, value } = splitLine(line)
    if (field === 'id') id = value
    else if (field === 'event') event = value
    else if (field === 'data') data.push(value)
  }
}

async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let rest = ''
  try {
    for (;;) {
      // A stream that breaks off has ended: see above.
      const { done, value } = await withinLimit(reader.read()).catch(() => ({ done: true, value: undefined }))
      if (done) return
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line
    }
  } finally {
    // Ends the connection where the reader left early; a stream that broke cannot be cancelled again.
    await reader.cancel().catch(() => undefined)
  }
}

async function withinLimit<T>(read: Promise<T>): Promise<T> {
  const over = Promise.withResolvers<never>()
  const timer = startTimer(() => over.reject(new Error('the stream is silent')), SILENT_MS)
  try {
    return await Promise.race([read, over.promise])
  } finally {
    stopTimer(timer)
  }
}

function splitLine(line: string): { field: string; value: string } {
  const colon = line.indexOf(':')
  if (colon === -1) return { field: line, value: '' }
  const value = line.slice(colon + 1)
  return { field: line.slice(0, colon), value: value.startsWith(' ') ? value.slice(1) : value }
}
