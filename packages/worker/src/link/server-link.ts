import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { wait } from '@aiflow/sdk/internal/time'
import {
  type ServerMessage,
  serverMessageSchema,
  terminateWhenSilent,
  type WorkerMessage,
} from '@aiflow/sdk/internal/worker-protocol'
import { WebSocket } from 'ws'
import { Outbox } from './outbox.ts'
import type { FindServer, ServerEndpoint } from './server-endpoint.ts'

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 500
const HANDSHAKE_LIMIT_MS = 5000
/** An older server sends complete specs. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024
/** A connection that is silent for twice this time is dead: the other machine has vanished. */
const PING_MS = 15_000
/** The close code for a violation of the protocol. Source: RFC 6455, 7.4.1. */
const PROTOCOL_ERROR = 1002

export interface ServerLinkEvents {
  /** The first messages of each connection. */
  hello(): readonly WorkerMessage[]
  message(message: ServerMessage, server: ServerEndpoint): void
  /** The connection was lost or failed. Called once until the next connection succeeds. */
  unreachable(error: Error): void
}

/**
 * The connection to the server. It reconnects with pauses that grow from 50 ms to 2 s. Messages that are sent without a
 * connection are dropped: reports wait in their box, and nobody waits for the answers.
 */
export class ServerLink {
  readonly #find: FindServer
  readonly #events: ServerLinkEvents
  readonly #stopped = new AbortController()
  #socket: WebSocket | null = null
  #outbox: Outbox | null = null
  #running: Promise<void> | null = null
  #pauseMs = FIRST_PAUSE_MS

  constructor(find: FindServer, events: ServerLinkEvents) {
    this.#find = find
    this.#events = events
  }

  start(): void {
    this.#running ??= this.#run()
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    this.#socket?.close()
    await this.#running
  }

  send(message: WorkerMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#outbox?.send(message)
  }

  async #run(): Promise<void> {
    let reachable = true
    while (!this.#stopped.signal.aborted) {
      const error = await this.#connectOnce(() => {
        reachable = true
      })
      if (this.#stopped.signal.aborted) return
      if (reachable) this.#events.unreachable(error)
      reachable = false
      await wait(this.#pauseMs, { signal: this.#stopped.signal }).catch(() => undefined)
      this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS)
    }
  }

  /** Connects once. Resolves with the reason when the connection ends. */
  async #connectOnce(connected: () => void): Promise<Error> {
    try {
      const server = await this.#find()
      const socket = openSocket(server)
      this.#socket = socket
      this.#outbox = new Outbox(socket)
      return await this.#listen(socket, server, connected)
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    } finally {
      this.#socket = null
    }
  }

  #listen(socket: WebSocket, server: ServerEndpoint, connected: () => void): Promise<Error> {
    return new Promise((resolve) => {
      socket.once('upgrade', ({ socket: stream }) => terminateWhenSilent({ socket, stream }, PING_MS))
      let failure: Error | null = null
      socket.on('open', () => {
        connected()
        this.#pauseMs = FIRST_PAUSE_MS
        // These bypass the outbox, which would send short ones first.
        for (const message of this.#events.hello()) socket.send(JSON.stringify(message))
      })
      socket.on('message', (data) => {
        try {
          this.#events.message(parseMessage(String(data)), server)
        } catch (error) {
          failure = error instanceof Error ? error : new Error(String(error))
          socket.close(PROTOCOL_ERROR)
        }
      })
      socket.on('error', (error) => {
        failure = error
      })
      socket.on('close', (code, reason) => {
        resolve(
          failure ?? new Error(`the server closed the connection (${code}${reason.length > 0 ? `: ${reason}` : ''})`),
        )
      })
    })
  }
}

function parseMessage(text: string): ServerMessage {
  const parsed = serverMessageSchema.safeParse(JSON.parse(text))
  if (parsed.success) return parsed.data
  const message = 'The server sent a message that this worker does not understand. Run the same version of both.'
  throw new AIFlowError('PROTOCOL_MISMATCH', message, { cause: parsed.error })
}

function openSocket(server: ServerEndpoint): WebSocket {
  return new WebSocket(`${server.url.replace(/^http/, 'ws')}/api/v1/worker`, {
    headers: { authorization: `Bearer ${server.token}` },
    handshakeTimeout: HANDSHAKE_LIMIT_MS,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  })
}
