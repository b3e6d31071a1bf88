import type { AppendResult } from '../log/ring-port.ts'
import type { StoredEvent } from '../storage/rows.ts'
import type { ProducerKey } from '../storage/storage.ts'
import type { Batch, EventDraft } from './batch.ts'
import type { Judged } from './lane-evaluator.ts'
import type { World } from './world.ts'

/** Something to be done in the next commit: events to append, or an event of an inbox whose conditions were asked. */
export interface Work {
  /** What has to be looked up before: whether these were stored already. */
  readonly producerKeys: readonly ProducerKey[]
  /** Does it within a batch. `poisoned` says which of its events cannot be processed, by index. */
  apply(world: World, batch: Batch, context: WorkContext): void
  /** The commit is durable. */
  committed(): void
  /** It was not stored, and it will not be. */
  failed(error: unknown): void
}

export interface WorkContext {
  /** The offset under which an event was stored before, by `producerKeyOf`. */
  readonly known: Map<string, number>
  readonly poisoned: ReadonlyMap<number, string>
  /** The event that is being worked on, so that a failure can be told from its index. */
  current: number
}

export function producerKeyOf({ namespace, sender, idempotencyKey }: ProducerKey): string {
  return JSON.stringify([namespace, sender, idempotencyKey])
}

/** Appends events in order, all of them or none. A producer's event that is stored already is not stored again. */
export class AppendWork implements Work {
  readonly producerKeys: readonly ProducerKey[]
  readonly #draft: (world: World) => readonly EventDraft[]
  readonly #resolve: (results: AppendResult[]) => void
  readonly #reject: (error: unknown) => void
  #results: AppendResult[] = []

  constructor(
    draft: ((world: World) => readonly EventDraft[]) | readonly EventDraft[],
    { resolve, reject }: { resolve: (results: AppendResult[]) => void; reject: (error: unknown) => void },
  ) {
    this.producerKeys = typeof draft === 'function' ? [] : draft.flatMap(producerKey)
    this.#draft = typeof draft === 'function' ? draft : () => draft
    this.#resolve = resolve
    this.#reject = reject
  }

  apply(world: World, batch: Batch, context: WorkContext): void {
    this.#results = []
    this.#draft(world).forEach((draft, index) => {
      context.current = index
      const key = producerKey(draft)[0]
      const known = key === undefined ? undefined : context.known.get(producerKeyOf(key))
      if (known !== undefined) {
        this.#results.push({ offset: known, duplicate: true })
        return
      }
      const { offset } = appendOrSetAside(batch, draft, context.poisoned.get(index))
      if (key !== undefined) context.known.set(producerKeyOf(key), offset)
      this.#results.push({ offset, duplicate: false })
    })
  }

  committed(): void {
    this.#resolve(this.#results)
  }

  failed(error: unknown): void {
    this.#reject(error)
  }
}

/** Takes the step of an inbox's oldest event. */
export class InboxWork implements Work {
  readonly producerKeys: readonly ProducerKey[] = []
  readonly #judged: Judged
  readonly #taken: () => void

  /** `taken` is called within the batch, once the lane may be asked about its next event. */
  constructor(judged: Judged, taken: () => void) {
    this.#judged = judged
    this.#taken = taken
  }

  apply(world: World, batch: Batch, context: WorkContext): void {
    context.current = 0
    const { lane, event } = this.#judged
    // After a failed commit the world was built anew: its lanes are other objects, and they are asked again.
    const isCurrent = world.lanesWithInbox.has(lane) && lane.inbox[0]?.offset === event.offset
    const poison = context.poisoned.get(0)
    if (isCurrent && poison === undefined) batch.judge(this.#judged)
    else if (isCurrent) {
      batch.drop(this.#judged)
      batch.addDeadLetter(event, poison ?? '')
    }
    this.#taken()
  }

  committed(): void {}

  failed(): void {}
}

function appendOrSetAside(batch: Batch, draft: EventDraft, poison: string | undefined): StoredEvent {
  if (poison === undefined) return batch.append(draft)
  const event = batch.appendOnly(draft)
  batch.addDeadLetter(event, poison)
  return event
}

function producerKey({ namespace, sender, idempotencyKey }: EventDraft): ProducerKey[] {
  return idempotencyKey === null ? [] : [{ namespace, sender, idempotencyKey }]
}
