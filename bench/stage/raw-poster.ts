import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const HEAD_END = '\r\n\r\n'
const LENGTH = /content-length: (\d+)/i

/**
 * One keep-alive HTTP connection that posts JSON, one request at a time. It does as little as possible, since a full client
 * would use more CPU than the server that it measures.
 */
export class RawPoster {
  readonly #socket: Socket
  readonly #head: string
  #received = ''
  #answer: PromiseWithResolvers<string> | null = null

  static async open(url: string, path: string, token: string): Promise<RawPoster> {
    const { hostname, port, host } = new URL(url)
    const socket = connect(Number(port), hostname)
    socket.setNoDelay(true)
    await once(socket, 'connect')
    const fields = [`host: ${host}`, `authorization: Bearer ${token}`, 'content-type: application/json']
    return new RawPoster(socket, `POST ${path} HTTP/1.1\r\n${fields.join('\r\n')}\r\n`)
  }

  private constructor(socket: Socket, head: string) {
    this.#socket = socket
    this.#head = head
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => this.#receive(chunk))
  }

  /** The body must be ASCII. Rejects if the server refuses it. */
  post(body: string): Promise<string> {
    this.#answer = Promise.withResolvers<string>()
    this.#socket.write(`${this.#head}content-length: ${body.length}${HEAD_END}${body}`, 'latin1')
    return this.#answer.promise
  }

  close(): void {
    this.#socket.destroy()
  }

  #receive(chunk: string): void {
    this.#received += chunk
    const headEnd = this.#received.indexOf(HEAD_END)
    if (headEnd < 0) return
    const head = this.#received.slice(0, headEnd)
    const length = Number(LENGTH.exec(head)?.[1] ?? 0)
    const bodyStart = headEnd + HEAD_END.length
    if (this.#received.length < bodyStart + length) return
    const body = this.#received.slice(bodyStart, bodyStart + length)
    this.#received = ''
    if (head.startsWith('HTTP/1.1 200')) this.#answer?.resolve(body)
    else this.#answer?.reject(new Error(`the server answered ${head.split('\r\n')[0]}: ${body}`))
  }
}
