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
  // Proxies such as nginx would hold events back otherwise.
  'x-accel-buffering': 'no',
}

/** How often a stream says that it is there while it has nothing to say. */
export const STREAM_IDLE_MS = 15_000

/** How long a client that was sent away may take to read what was sent before. */
const FAREWELL_MS = 5000

/** Messages of a stream. `id` is that of the last one: where a client that comes back goes on. */
export interface StreamPart {
  readonly id: string
  /** Empty where there is nothing to say. */
  readonly text: string
}

type StreamDependencies = Pick<HttpDependencies, 'access' | 'closing' | 'eventLog' | 'unreadText'>

/**
 * An answer of server-sent events, which lasts until the client leaves, its token or session ends, or the server closes. A client that
 * does not read is sent away: it comes back with the id that it read last, and misses nothing.
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

  /** Writes what comes, at the speed of the client. A failure before the first text is answered as any other. */
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
      // The client reconnects, and is then told what is wrong.
    }
    if (!isOpen) this.#open()
    this.#reply.raw.end()
  }

  #open(): void {
    this.#reply.hijack()
    this.#reply.raw.writeHead(200, { ...HEADERS, [REQUEST_ID_HEADER]: this.#request.id })
    // Also where what is to be sent next is long in coming.
    const end = () => this.#reply.raw.end()
    if (this.signal.aborted) end()
    else this.signal.addEventListener('abort', end, { once: true })
  }

  /** Waits until the client has read what was written. False where it does not, or too many others do not either. */
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

/** Tells a client up to where everything was looked at. */
export function positionPart(id: string): StreamPart {
  return { id, text: `event: position\nid: ${id}\ndata: {}\n\n` }
}

/** The offset after which a client that comes back goes on, null for one that is new. Throws `INVALID_ARGUMENT`. */
export function resumedFrom(request: FastifyRequest): number | null {
  const lastEventId = request.headers['last-event-id']
  if (lastEventId === undefined || lastEventId === '') return null
  const text = String(lastEventId)
  const offset = parseWholeNumber(text, 0)
  if (offset !== null) return offset
  throw new AIFlowError(
    'INVALID_ARGUMENT',
    `The header Last-Event-ID is "${text}", which is no offset. Send the id of the last event.`,
  )
}
