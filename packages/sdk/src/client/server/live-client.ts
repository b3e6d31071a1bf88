import { type LiveMessage, liveMessageSchema } from '../../wire/http/live.ts'
import type { CallOptions } from '../transport/call.ts'
import { followStream } from '../transport/follow-stream.ts'
import type { Transport } from '../transport/transport.ts'

export interface LiveOptions extends CallOptions {
  readonly namespace?: string | undefined
  /** The last known offset. If more has happened since, the first message says `missed`. */
  readonly from?: number | undefined
  /** Called each time a connection is lost. The client then connects again. */
  readonly onLost?: (() => void) | undefined
}

/** What a web page needs in order to stay up to date. */
export class LiveClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /**
   * What happens, in a few messages a second at most. The first message of each connection comes at once. After an outage
   * it resumes. The iteration ends without an error when the signal is aborted.
   */
  async *listen({ signal, onLost, ...query }: LiveOptions = {}): AsyncGenerator<LiveMessage> {
    for await (const message of followStream(this.#transport, { path: '/api/v1/live', query, signal, onLost })) {
      if (message.event === 'message') yield liveMessageSchema.parse(JSON.parse(message.data))
    }
  }
}
