import type { Socket } from 'node:net'
import { isObject } from '../system/parse-json.ts'

/** Longer than any message of ours. */
const MAX_LINE_CHARACTERS = 64 * 1024 * 1024

/** Sends and receives messages as lines of JSON over a socket. An invalid line ends the connection. */
export class JsonLines<In, Out> {
  readonly #socket: Socket
  #parts: string[] = []
  #length = 0

  constructor(socket: Socket, receive: (message: In) => void) {
    this.#socket = socket
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => this.#split(text, receive))
    // A `close` event follows, which is handled.
    socket.on('error', () => undefined)
  }

  send(message: Out): void {
    if (this.#socket.writable) this.#socket.write(`${JSON.stringify(message)}\n`)
  }

  /** Sends everything that is waiting, then closes. */
  end(): void {
    this.#socket.end()
  }

  onClose(call: () => void): void {
    this.#socket.once('close', call)
  }

  #split(text: string, receive: (message: In) => void): void {
    const [first = '', ...others] = text.split('\n')
    this.#parts.push(first)
    this.#length += first.length
    if (this.#length > MAX_LINE_CHARACTERS) return void this.#socket.destroy()
    if (others.length === 0) return
    const lines = [this.#parts.join(''), ...others]
    const rest = lines.pop() ?? ''
    this.#parts = [rest]
    this.#length = rest.length
    for (const line of lines) {
      const message = parse<In>(line)
      if (message === null) return void this.#socket.destroy()
      receive(message)
    }
  }
}

function parse<T>(line: string): T | null {
  try {
    const value: unknown = JSON.parse(line)
    // Both ends belong to one program, so anything with a type is a message.
    return isObject(value) && typeof value.type === 'string' ? (value as T) : null
  } catch {
    return null
  }
}
