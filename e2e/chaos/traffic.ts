import { setTimeout as delay } from 'node:timers/promises'
import type { AIFlowClient } from '@aiflow/sdk/client'
import type { Acknowledged, Ledger } from './ledger.ts'
import { pickWeighted, type Random, seededRandom } from './random.ts'

const SENDERS = 6
const IMPATIENCE_MS = 30

/** How often each key is sent, in parts. */
const KEYS = {
  count: 24,
  'count.too': 3,
  left: 6,
  right: 6,
  item: 8,
  latest: 3,
  'chain.start': 6,
  'together.start': 3,
  'nested.start': 2,
  'nested.again': 0.7,
  crowd: 2,
  again: 1.5,
  halt: 1,
  go: 1.5,
  resend: 1,
  move: 0.5,
  leave: 0.1,
  told: 3,
  unheard: 4,
} as const

type Draft = Omit<Acknowledged, 'offset'>

export interface TrafficOptions {
  readonly client: AIFlowClient
  readonly ledger: Ledger
  readonly seed: number
  /** Of all senders together, at most. */
  readonly eventsPerSecond: number
}

/**
 * Senders that retry without limit: each event is sent with its idempotency key until it is acknowledged. They do not wait
 * for some replies, and send some acknowledged events once more.
 */
export class Traffic {
  readonly #options: TrafficOptions
  readonly #end = new AbortController()
  #senders: Promise<void>[] = []

  constructor(options: TrafficOptions) {
    this.#options = options
  }

  start(): void {
    this.#senders = Array.from({ length: SENDERS }, (_, index) =>
      this.#send(index).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error)
        this.#options.ledger.contradictions.push(`sender-${index} was refused: ${reason}`)
      }),
    )
  }

  /** Resolves when everything that was begun is acknowledged. */
  async stop(): Promise<void> {
    this.#end.abort()
    await Promise.all(this.#senders)
  }

  async #send(index: number): Promise<void> {
    const random = seededRandom(this.#options.seed * 1000 + index)
    const pauseMs = (SENDERS * 1000) / this.#options.eventsPerSecond
    for (let number = 1; !this.#end.signal.aborted; number += 1) {
      await this.#sendOne(random, this.#draft(random, `sender-${index}`, number))
      await delay(pauseMs * 2 * random(), undefined, { signal: this.#end.signal }).catch(() => undefined)
    }
  }

  #draft(random: Random, sender: string, number: number): Draft {
    const key = pickWeighted(random, KEYS)
    const value = key === 'chain.start' ? `${number}${sender.slice(-1)}` : String(1 + Math.floor(random() * 9))
    const lanes = this.#options.ledger.living('counting')
    const lane = lanes[Math.floor(random() * lanes.length)]
    const workflowExecutionId = key === 'count' && random() < 0.3 && lane !== undefined ? lane.id : null
    return { sender, idempotencyKey: `${sender}-${number}`, key, value, workflowExecutionId }
  }

  async #sendOne(random: Random, draft: Draft): Promise<void> {
    const { client, ledger } = this.#options
    if (random() < 0.1) await this.#sendAndLeave(draft, random() * IMPATIENCE_MS)
    const { offset } = await client.events.send(draft)
    ledger.events.push({ ...draft, offset })
    if (random() >= 0.1) return
    const again = ledger.events[Math.floor(random() * ledger.events.length)] ?? { ...draft, offset }
    const { offset: expected, ...event } = again
    const repeated = await client.events.send(event)
    if (repeated.offset !== expected || !repeated.duplicate) {
      ledger.contradictions.push(
        `event "${event.idempotencyKey}" was acknowledged at offset ${expected}, and again at ${repeated.offset}`,
      )
    }
  }

  /** Sends without waiting for the reply, so whether the event arrived is not known. */
  async #sendAndLeave(draft: Draft, ms: number): Promise<void> {
    await this.#options.client.events.send(draft, { signal: AbortSignal.timeout(Math.ceil(ms)) }).catch(() => undefined)
  }
}
