import { hostname } from 'node:os'
import {
  type AttemptSpec,
  type MessageOf,
  type Report,
  type ServerMessage,
  serverMessageSchema,
  WORKER_PROTOCOL,
  type WorkerMessage,
} from '@aiflow/sdk/internal/worker-protocol'
import { vi } from 'vitest'
import { WebSocket } from 'ws'

type Hello = MessageOf<WorkerMessage, 'hello'>

/** The far side of the worker protocol: says what the test wants it to say, over a real connection. */
export class WorkerConnection {
  readonly received: ServerMessage[] = []
  /** All that came, in order, with its length. */
  readonly told: { readonly message: ServerMessage; readonly characters: number }[] = []
  readonly socket: WebSocket
  closeCode: number | null = null

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data) => {
      const text = String(data)
      const message = serverMessageSchema.parse(JSON.parse(text))
      this.received.push(message)
      this.told.push({ message, characters: text.length })
    })
    socket.on('close', (code) => {
      this.closeCode = code
    })
  }

  static async open(url: string, token: string): Promise<WorkerConnection> {
    const address = `${url.replace('http', 'ws')}/api/v1/worker`
    const connection = new WorkerConnection(new WebSocket(address, { headers: { authorization: `Bearer ${token}` } }))
    await new Promise<void>((resolve, reject) => {
      connection.socket.once('open', resolve)
      connection.socket.once('error', reject)
    })
    return connection
  }

  /** Opens, and waits for the welcome. */
  static async greet(url: string, token: string, hello: Partial<Hello> = {}): Promise<WorkerConnection> {
    const connection = await WorkerConnection.open(url, token)
    connection.hello(hello)
    await connection.next('welcome')
    return connection
  }

  send(message: WorkerMessage): void {
    this.socket.send(JSON.stringify(message))
  }

  hello(hello: Partial<Hello> = {}): void {
    const self = { workerId: 'worker-1', storeId: null, hostname: hostname(), pid: 1, bootId: 'boot', version: '0.1.0' }
    this.send({ type: 'hello', protocol: WORKER_PROTOCOL, slots: 4, held: [], ...self, ...hello })
  }

  report(...reports: Report[]): void {
    const withIds = reports.map((report) => ({ id: `${report.attemptId}:${report.type}`, report }))
    this.send({ type: 'reports', reports: withIds })
  }

  /** The first message of a type that came and was not taken before. */
  async next<T extends ServerMessage['type']>(type: T): Promise<MessageOf<ServerMessage, T>> {
    const index = await vi.waitFor(() => {
      const found = this.received.findIndex((message) => message.type === type)
      if (found === -1) throw new Error(`no message "${type}" came`)
      return found
    })
    const [message] = this.received.splice(index, 1)
    return message as MessageOf<ServerMessage, T>
  }

  async nextStart(): Promise<AttemptSpec> {
    const [spec] = (await this.next('start')).specs
    if (spec === undefined) throw new Error('a start without attempts')
    return spec
  }

  async closed(): Promise<number> {
    return vi.waitFor(() => {
      if (this.closeCode === null) throw new Error('the connection is still open')
      return this.closeCode
    })
  }
}
