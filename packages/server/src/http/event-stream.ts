import { once } from 'node:events'
import { AIFlowError } from '@aiflow/sdk/internal'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HttpDependencies } from './dependencies.ts'
import { REQUEST_ID_HEADER } from './request-ids.ts'

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Proxies such as nginx would hold events back otherwise.
  'x-accel-buffering': 'no',
}

/** How often a stream says that it is there while it has nothing to say. */
export const STREAM_IDLE_MS = 15_000

/** An answer of server-sent events, which lasts until the client leaves, its token ends, or the server closes. */
export class EventStream {
  /** Aborted when the stream has ended. */
  readonly signal: AbortSignal
  readonly #dependencies: Pick<HttpDependencies, 'access'>
  readonly #request: FastifyRequest
  readonly #reply: FastifyReply

  constructor(
    dependencies: Pick<HttpDependencies, 'access' | 'closing'>,
    request: FastifyRequest,
    reply: FastifyReply,
  ) {
    this.#dependencies = dependencies
    this.#request = request
    this.#reply = reply
    const ended = new AbortController()
    reply.raw.once('close', () => ended.abort())
    this.signal = AbortSignal.any([ended.signal, dependencies.closing])
  }

  /** Writes what comes, at the speed of the client. A failure before the first text is answered as any other. */
  async send(texts: AsyncIterable<string>): Promise<void> {
    let isOpen = false
    try {
      for await (const text of texts) {
        if (!isOpen) this.#open()
        isOpen = true
        if (!this.#isStillKnown()) break
        if (text !== '' && !this.#reply.raw.write(text)) await this.#drained()
      }
    } catch (error) {
      if (!isOpen) throw error
      // The client reconnects, and is then told what is wrong.
    }
    if (!isOpen) this.#open()
    this.#reply.raw.end()
  }

  #open(): void {
    this.#reply.hijack()
    this.#reply.raw.writeHead(200, { ...HEADERS, [REQUEST_ID_HEADER]: this.#request.id })
  }

  /** A task's token ends with its attempt, others expire or are revoked, and listening ends with them. */
  #isStillKnown(): boolean {
    try {
      this.#dependencies.access.identifyCaller(this.#request.headers)
      return true
    } catch {
      // The token was good when listening began.
      return false
    }
  }

  async #drained(): Promise<void> {
    // Rejects when the stream has ended, which ends the loop.
    await once(this.#reply.raw, 'drain', { signal: this.signal }).catch(() => undefined)
  }
}

/** The offset after which a client that comes back goes on, null for one that is new. Throws `INVALID_ARGUMENT`. */
export function resumedFrom(request: FastifyRequest): number | null {
  const lastEventId = request.headers['last-event-id']
  if (lastEventId === undefined || lastEventId === '') return null
  const text = String(lastEventId)
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new AIFlowError(
    'INVALID_ARGUMENT',
    `The header Last-Event-ID is "${text}", which is no offset. Send the id of the last event.`,
  )
}
