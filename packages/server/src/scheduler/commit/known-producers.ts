import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { EventContent, ProducerKey } from '../../storage/producer-key.ts'
import type { SchedulerStorage } from '../../storage/storage.ts'

/** What producers sent before, in the store and in the current batch. */
export class KnownProducers {
  readonly #offsets: Map<string, number>
  /** Keys of events that differ from those in the store. */
  readonly #others: ReadonlySet<ProducerKey>
  /** Contents of the events of this batch, by key. */
  readonly #contents = new Map<string, EventContent>()

  private constructor(offsets: Map<string, number>, others: ReadonlySet<ProducerKey>) {
    this.#offsets = offsets
    this.#others = others
  }

  static async find(
    storage: SchedulerStorage,
    works: readonly { readonly producerKeys: readonly ProducerKey[] }[],
  ): Promise<KnownProducers> {
    const keys = works.flatMap((work) => work.producerKeys)
    const offsets = new Map<string, number>()
    const others = new Set<ProducerKey>()
    const duplicates = keys.length === 0 ? [] : await storage.events.findDuplicates(keys)
    keys.forEach((key, index) => {
      const duplicate = duplicates[index] ?? null
      if (duplicate === null) return
      offsets.set(nameOf(key), duplicate.offset)
      if (duplicate.isOther) others.add(key)
    })
    return new KnownProducers(offsets, others)
  }

  /** A copy without the events of the batch, for another try. */
  copy(): KnownProducers {
    return new KnownProducers(new Map(this.#offsets), this.#others)
  }

  /** The offset at which an event with this key was stored before. */
  offsetOf(key: ProducerKey): number | undefined {
    return this.#offsets.get(nameOf(key))
  }

  note(key: ProducerKey, offset: number): void {
    const name = nameOf(key)
    this.#offsets.set(name, offset)
    if (key.content !== undefined) this.#contents.set(name, key.content)
  }

  /** `IDEMPOTENCY_KEY_REUSED` for the first of these keys that was used for a different event; null if none was. */
  reusedAmong(keys: readonly ProducerKey[]): AIFlowError | null {
    const ofRequest = this.#reusedRequest(keys)
    if (ofRequest !== null) return ofRequest
    const own = new Map<string, EventContent>()
    for (const key of keys) {
      const { content } = key
      if (content === undefined) continue
      const name = nameOf(key)
      const before = this.#contents.get(name) ?? own.get(name)
      const isOther = before !== undefined && !isSame(before, content)
      if (isOther || this.#others.has(key)) return reused(key, this.#offsets.get(name))
      if (before === undefined) own.set(name, content)
    }
    return null
  }

  /** The error for the key of a request that had more or fewer events before. The last of `keys` must be unknown. */
  #reusedRequest(keys: readonly ProducerKey[]): AIFlowError | null {
    const ofRequest = keys.filter((key) => key.ofRequest !== undefined)
    const isKnown = (key: ProducerKey) => this.offsetOf(key) !== undefined
    const first = ofRequest.find(isKnown)
    if (first === undefined) return null
    const isSameCount = ofRequest.every((key) => isKnown(key) === (key.content !== undefined))
    return isSameCount ? null : reused(first, this.offsetOf(first))
  }
}

/** Neither a namespace nor a principal has a line break in its name. It runs several times for each event. */
function nameOf({ namespace, sender, principal, idempotencyKey }: ProducerKey): string {
  const from = sender === null ? '-' : `${sender.length} ${sender}`
  return `${namespace}\n${principal ?? ''}\n${from}\n${idempotencyKey}`
}

function isSame(a: EventContent, b: EventContent): boolean {
  return (
    a.namespace === b.namespace &&
    a.sender === b.sender &&
    a.key === b.key &&
    a.value === b.value &&
    a.context === b.context &&
    a.workflowExecutionId === b.workflowExecutionId
  )
}

function reused({ ofRequest, content, ...key }: ProducerKey, offset: number | undefined): AIFlowError {
  const where = offset === undefined ? 'in the same request' : `at offset ${offset}`
  const message =
    ofRequest === undefined
      ? `The idempotency key "${key.idempotencyKey}" of the event "${content?.key}" was used for another event already, ${where}. Nothing of the request was stored. Send each event with a key of its own, and the same event again with the same key.`
      : `The idempotency key "${ofRequest}" was used for a request with other events already, ${where}. Nothing of the request was stored. Send each request with a key of its own, and the same events again with the same key.`
  return new AIFlowError('IDEMPOTENCY_KEY_REUSED', message, {
    details: { idempotencyKey: ofRequest ?? key.idempotencyKey, ...(offset === undefined ? {} : { offset }) },
  })
}
