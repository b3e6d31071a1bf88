import { once } from 'node:events'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { parseWholeNumber } from '@aiflow/sdk/internal/text'
import { startTimer, stopTimer } from '@aiflow/sdk/internal/time'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { accessSignal } from '../../requests/callers/access-signal.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { REQUEST_ID_HEADER } from '../replies/request-ids.ts'
import type { UnreadText } from './unread-text.ts'

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // Keeps proxies such as nginx from buffering events.
  'x-accel-buffering': 'no',
}

/** Milliseconds between heartbeats of an idle stream. */
export const STREAM_IDLE_MS = 15_000

/** How long a slow client may take to read what was sent before it is disconnected. */
const FAREWELL_MS = 5000

/** Messages of a stream. `id` is that of the last message, after which a client continues when it reconnects. */
export interface StreamPart {
  readonly id: string
  /** Empty for a heartbeat. */
  readonly text: string
}

type StreamDependencies = Pick<HttpDependencies, 'access' | 'closing' | 'eventLog' | 'unreadText'>

/**
 * An answer of server-sent events. It ends when the client leaves, when its token or session ends, or when the server
 * closes. A client that does not read is disconnected. It reconnects with the last id that it read, and misses nothing.
 */
export class EventStream {
  /** Aborted when the stream has ended. */
  readonly signal: AbortSignal
  readonly #unreadText: UnreadText
  readonly #request: FastifyRequest
  readonly #reply: FastifyReply

  constructor(dependencies: StreamDependencies, request: FastifyRequest, reply: FastifyReply) {
    this.#unreadText = dependencies.unreadText
    this.#request = request
    this.#reply = reply
    const { identity, headers: credentials } = request
    const ended = new AbortController()
    reply.raw.once('close', () => ended.abort())
    const lostAccess = accessSignal(dependencies, { identity, credentials }, ended.signal)
    this.signal = AbortSignal.any([ended.signal, dependencies.closing, lostAccess])
  }

  /**
   * Writes the messages at the speed of the client. A failure before the first one is answered like any other error.
   */
  async send(parts: AsyncIterable<StreamPart>): Promise<void> {
    let isOpen = false
    try {
      for await (const { id, text } of parts) {
        if (!isOpen) this.#open()
        isOpen = true
        if (this.signal.aborted) break
        if (text !== '' && !this.#reply.raw.write(text) && !(await this.#isRead(text))) {
          this.#sayFarewell(id)
          break
        }
      }
    } catch (error) {
      if (!isOpen) throw error
      // The client reconnects, and then gets the error.
    }
    if (!isOpen) this.#open()
    this.#reply.raw.end()
  }

  #open(): void {
    this.#reply.hijack()
    this.#reply.raw.writeHead(200, { ...HEADERS, [REQUEST_ID_HEADER]: this.#request.id })
    // End the answer even if the next message takes long to come.
    const end = () => this.#reply.raw.end()
    if (this.signal.aborted) end()
    else this.signal.addEventListener('abort', end, { once: true })
  }

  /**
   * Waits until the client has read what was written. False if it is too slow, or if all clients together leave too
   * much unread.
   */
  async #isRead(text: string): Promise<boolean> {
    return this.#unreadText.hold(text.length, this.signal, (signal) => once(this.#reply.raw, 'drain', { signal }))
  }

  #sayFarewell(id: string): void {
    if (this.signal.aborted) return
    const data = JSON.stringify({ reason: 'not read in time' })
    this.#reply.raw.write(`event: slow\nid: ${id}\ndata: ${data}\n\n`)
    const timer = startTimer(() => this.#reply.raw.destroy(), FAREWELL_MS)
    this.#reply.raw.once('close', () => stopTimer(timer))
  }
}

/** Tells the client up to which offset everything has been examined. */
export function positionPart(id: string): StreamPart {
  return { id, text: `event: position\nid: ${id}\ndata: {}\n\n` }
}

/** The offset after which a reconnecting client continues, null for a new client. Throws `INVALID_ARGUMENT`. */
export function resumedFrom(request: FastifyRequest): number | null {
  const lastEventId = request.headers['last-event-id']
  if (lastEventId === undefined || lastEventId === '') return null
  const text = String(lastEventId)
  const offset = parseWholeNumber(text, 0)
  if (offset !== null) return offset
  throw new AIFlowError(
    'INVALID_ARGUMENT',
    `The header Last-Event-ID is "${text}", which is not an offset. Send the id of the last event.`,
  )
}
