import type { Socket } from 'node:net'

/** Messages as lines of JSON over a socket. */
export class JsonLines<In, Out> {
  readonly #socket: Socket
  #rest = ''

  constructor(socket: Socket, receive: (message: In) => void) {
    this.#socket = socket
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => this.#split(text, receive))
    // The close that follows an error is what counts.
    socket.on('error', () => undefined)
  }

  send(message: Out): void {
    if (this.#socket.writable) this.#socket.write(`${JSON.stringify(message)}\n`)
  }

  /** Sends what is left to send, then closes. */
  end(): void {
    this.#socket.end()
  }

  onClose(call: () => void): void {
    this.#socket.once('close', call)
  }

  #split(text: string, receive: (message: In) => void): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) receive(JSON.parse(line))
  }
}
