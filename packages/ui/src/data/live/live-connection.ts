import { isAIFlowError } from '@aiflow/sdk'
import type { AIFlowClient, LiveMessage } from '@aiflow/sdk/client'

const RETRY_MS = 1000

export type LiveState = 'connecting' | 'live' | 'lost'

export interface LiveConnectionOptions {
  readonly client: Pick<AIFlowClient, 'live'>
  readonly namespace: string | undefined
  /** The offset up to which the page is current when it connects. */
  readonly lastOffset: () => number | undefined
  readonly onMessage: (message: LiveMessage) => void
  readonly onUnauthenticated: () => void
}

/** The one connection that tells the page what happens. It reconnects by itself and continues from the last offset. */
export class LiveConnection {
  readonly #options: LiveConnectionOptions
  readonly #listeners = new Set<() => void>()
  #ending: AbortController | null = null
  #state: LiveState = 'connecting'

  constructor(options: LiveConnectionOptions) {
    this.#options = options
  }

  readonly state = (): LiveState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  start(): void {
    const ending = new AbortController()
    this.#ending = ending
    void this.#run(ending.signal)
  }

  stop(): void {
    this.#ending?.abort()
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { client, namespace, lastOffset, onMessage, onUnauthenticated } = this.#options
    while (!signal.aborted) {
      try {
        const options = { namespace, from: lastOffset(), signal, onLost: () => this.#become('lost') }
        for await (const message of client.live.listen(options)) {
          this.#become('live')
          onMessage(message)
        }
      } catch (error) {
        if (isAIFlowError(error) && error.code === 'UNAUTHENTICATED') return onUnauthenticated()
        this.#become('lost')
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }

  #become(state: LiveState): void {
    if (this.#ending?.signal.aborted || state === this.#state) return
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}
