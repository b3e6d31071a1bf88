import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type AttemptSpec,
  type MessageOf,
  type Report,
  type ServerMessage,
  WORKER_PROTOCOL,
  type WorkerMessage,
  workerMessageSchema,
} from '@aiflow/sdk/internal/worker-protocol'
import { type WebSocket, WebSocketServer } from 'ws'
import { waitFor } from './wait-for.ts'

type Wanted = MessageOf<ServerMessage, 'welcome'>['wanted'][number]

/** The server's side of the worker protocol. It records what it receives, and sends what a test wants. */
export class FarSide {
  readonly received: WorkerMessage[] = []
  readonly reports: { id: string; report: Report; at: number }[] = []
  readonly requests: { method: string; path: string; body: string }[] = []
  readonly bundles = new Map<string, string>()
  readonly files = new Map<string, { path: string; contentBase64: string }[]>()
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => boolean = () => false
  wanted: Wanted[] = []
  storeId = 'store-1'
  acknowledges = true
  connections = 0
  /** The newest version of the protocol that it understands. */
  protocol = WORKER_PROTOCOL
  logDays = 30
  #socket: WebSocket | null = null
  readonly #http: Server = createServer((request, response) => void this.#serve(request, response))
  readonly #sockets = new WebSocketServer({ server: this.#http, path: '/api/v1/worker' })

  async start(port = 0): Promise<void> {
    this.#sockets.on('connection', (socket) => this.#accept(socket))
    this.#http.listen(port, '127.0.0.1')
    await once(this.#http, 'listening')
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate()
    this.#sockets.close()
    this.#http.closeAllConnections()
    this.#http.close()
  }

  disconnect(): void {
    this.#socket?.terminate()
    this.#socket = null
  }

  send(message: ServerMessage): void {
    this.#socket?.send(JSON.stringify(message))
  }

  start1(spec: AttemptSpec): void {
    this.wanted.push({ spec, stop: false })
    this.send({ type: 'start', specs: [spec] })
  }

  stop1(attemptId: string): void {
    for (const wanted of this.wanted) if (wanted.spec.attemptId === attemptId) wanted.stop = true
    this.send({ type: 'stop', attemptIds: [attemptId] })
  }

  reportsOf(attemptId: string): Report[] {
    return this.reports.map(({ report }) => report).filter((report) => report.attemptId === attemptId)
  }

  connected(count = 1): Promise<void> {
    return waitFor(() => (this.connections >= count && this.#socket !== null ? true : null), 'a connection').then(
      () => undefined,
    )
  }

  /** The first report of a type for an attempt. */
  report<T extends Report['type']>(attemptId: string, type: T): Promise<Extract<Report, { type: T }>> {
    return waitFor(
      () =>
        this.reportsOf(attemptId).find((report): report is Extract<Report, { type: T }> => report.type === type) ??
        null,
      () => `report "${type}", after ${JSON.stringify(this.reportsOf(attemptId))}`,
    )
  }

  message<T extends WorkerMessage['type']>(
    type: T,
    matches: (message: MessageOf<WorkerMessage, T>) => boolean = () => true,
  ): Promise<MessageOf<WorkerMessage, T>> {
    return waitFor(
      () =>
        this.received.find(
          (message): message is MessageOf<WorkerMessage, T> =>
            message.type === type && matches(message as MessageOf<WorkerMessage, T>),
        ) ?? null,
      `message "${type}"`,
    )
  }

  /** Waits for a request to a path, whatever its query. */
  request(path: string): Promise<true> {
    return this.until(() => this.requests.some((request) => request.path.startsWith(path)))
  }

  until(isTrue: () => boolean | Promise<boolean>): Promise<true> {
    return waitFor(async () => ((await isTrue()) ? true : null), 'a condition of the test')
  }

  /** What an attempt has written, or why that cannot be read. */
  async log(attemptId: string): Promise<string> {
    const requestId = `log-${Math.random()}`
    this.send({ type: 'readLog', requestId, attemptId, offset: 0, maxBytes: 1_000_000 })
    const { result } = await this.message('log', (message) => message.requestId === requestId)
    return result.type === 'ok' ? result.data : result.message
  }

  /** Resolves when the worker has read all messages: it then answers a request for a missing log. */
  async settled(): Promise<void> {
    const requestId = `settled-${Math.random()}`
    this.send({ type: 'readLog', requestId, attemptId: 'none', offset: 0, maxBytes: 1 })
    await this.message('log', (message) => message.requestId === requestId)
  }

  #accept(socket: WebSocket): void {
    this.#socket = socket
    socket.on('message', (data) => this.#receive(workerMessageSchema.parse(JSON.parse(String(data)))))
  }

  #receive(message: WorkerMessage): void {
    this.received.push(message)
    if (message.type === 'hello' && message.protocol > this.protocol) {
      this.send({ type: 'refused', code: 'PROTOCOL_MISMATCH', message: 'not this version' })
      this.disconnect()
    } else if (message.type === 'hello') {
      this.connections += 1
      this.#welcome(message)
    }
    if (message.type !== 'reports') return
    for (const { id, report } of message.reports) this.reports.push({ id, report, at: performance.now() })
    if (this.acknowledges)
      this.#acknowledge(
        message.reports.map(({ id }) => id),
        message.reports.map(({ report }) => report),
      )
  }

  #welcome({ protocol, held }: MessageOf<WorkerMessage, 'hello'>): void {
    const isKnown = ({ spec }: Wanted) => held.some(({ attemptId }) => attemptId === spec.attemptId)
    const names = this.wanted.map(({ spec: { attemptId }, stop }) => ({ attemptId, stop }))
    this.send({
      type: 'welcome',
      protocol,
      storeId: this.storeId,
      serverUrl: this.url,
      ...(protocol < 3 ? { wanted: this.wanted } : { wanted: [], holds: names }),
      settled: [],
      logDays: this.logDays,
    })
    if (protocol >= 3) this.send({ type: 'wanted', wanted: this.wanted.filter((each) => !isKnown(each)) })
  }

  #acknowledge(reportIds: string[], reports: Report[]): void {
    const finished = reports.filter((report) => report.type === 'finished').map((report) => report.attemptId)
    this.wanted = this.wanted.filter(({ spec }) => !finished.includes(spec.attemptId))
    this.send({ type: 'acknowledge', reportIds })
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request)
    const path = request.url ?? ''
    this.requests.push({ method: request.method ?? '', path, body })
    const [, hash, part] = /^\/api\/v1\/snapshots\/([^/]+)\/(bundle|files|packages)$/.exec(path) ?? []
    if (hash !== undefined && this.bundles.has(hash)) {
      const files = JSON.stringify(this.files.get(hash) ?? [])
      response.end(part === 'bundle' ? this.bundles.get(hash) : part === 'files' ? files : 'null')
    } else if (!this.answer(request, response, body)) {
      response.statusCode = 404
      response.end('{}')
    }
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}
