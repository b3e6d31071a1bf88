import { type AIFlowError, isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { CursorMove } from '../../log/cursor.ts'
import type { AppendResult } from '../../log/event-log.ts'
import type { ProducerKey } from '../../storage/producer-key.ts'
import type { SchedulerStorage } from '../../storage/storage.ts'
import type { Judged } from '../asking/condition-asker.ts'
import type { Batch, EventDraft } from '../batch.ts'
import type { World } from '../world/world.ts'
import type { KnownProducers } from './known-producers.ts'
import { RequestCheck } from './request-check.ts'

/** Something to do in the next commit: events to append, or an event of an inbox whose conditions were asked. */
export interface Work {
  /** Keys to look up before `apply`, to find events that are already stored. */
  readonly producerKeys: readonly ProducerKey[]
  /** The number of its events, if it has any. */
  readonly size?: number
  /** Reads what it needs, while the world matches the store. */
  prepare(storage: SchedulerStorage, world: World): Promise<void>
  /** Does the work within a batch. */
  apply(world: World, batch: Batch, context: WorkContext): void
  /** Called when the commit is durable. */
  committed(): void
  /** Called if the work was not stored and will not be. */
  failed(error: unknown): void
  /** The parts to do one by one, if they cannot be done at once. */
  parts(): readonly Work[]
}

export interface WorkContext {
  readonly known: KnownProducers
  /** Why the step of its event cannot be taken; null if that was not tried yet. */
  readonly poison: string | null
  /** Whether a commit with it failed before, and the world was rebuilt. */
  readonly isRedone: boolean
}

/** The source of an event that is appended in a batch. */
export interface EventSource {
  readonly producerKey: ProducerKey | null
  /** The key that one more event of the same request would have had. */
  readonly keyBeyond?: ProducerKey
  prepare?(storage: SchedulerStorage, world: World): Promise<void>
  /** Null if there is nothing to append in the current world. */
  draft(world: World): EventDraft | null
}

export interface Settle {
  readonly resolve: (results: AppendResult[]) => void
  readonly reject: (error: unknown) => void
}

interface AppendRequest {
  /** The cursor that moves with the events. */
  readonly cursor?: CursorMove | null
  /** The check of the whole request, if these events are a part of it. */
  readonly check?: RequestCheck
}

/**
 * Appends events in order, all of them or none. A producer's event that is already stored is not stored again. A different
 * event with the same key is refused, with the whole request.
 */
export class AppendWork implements Work {
  readonly producerKeys: readonly ProducerKey[]
  readonly size: number
  readonly #sources: readonly EventSource[]
  readonly #settle: Settle
  readonly #check: RequestCheck
  /** Set if a row that the request is about cannot be read. */
  #unreadable: AIFlowError | null = null
  #refusal: AIFlowError | null = null
  #results: AppendResult[] = []

  constructor(sources: readonly EventSource[], settle: Settle, { cursor = null, check }: AppendRequest = {}) {
    this.producerKeys = sources.flatMap(({ producerKey, keyBeyond }) => [producerKey ?? [], keyBeyond ?? []].flat())
    this.size = sources.length
    this.#sources = sources
    this.#settle = settle
    this.#check = check ?? new RequestCheck(this.producerKeys, cursor)
  }

  async prepare(storage: SchedulerStorage, world: World): Promise<void> {
    this.#unreadable = null
    try {
      for (const source of this.#sources) if (source.prepare !== undefined) await source.prepare(storage, world)
    } catch (error) {
      // This error concerns only this request.
      if (!isAIFlowError(error) || error.code !== 'ROW_UNREADABLE') throw error
      this.#unreadable = error
    }
  }

  apply(world: World, batch: Batch, context: WorkContext): void {
    this.#results = []
    this.#refusal = this.#unreadable ?? this.#check.begin(world, batch, context.known)
    if (this.#refusal !== null) return
    for (const source of this.#sources) {
      const result = append(world, batch, source, context)
      if (result !== null) this.#results.push(result)
    }
  }

  committed(): void {
    if (this.#refusal === null) this.#settle.resolve(this.#results)
    else this.#settle.reject(this.#refusal)
  }

  failed(error: unknown): void {
    this.#settle.reject(error)
  }

  parts(): readonly Work[] {
    if (this.#sources.length < 2) return [this]
    const gather = new Gather(this.#sources.length, this.#settle)
    return this.#sources.map((source) => new AppendWork([source], gather, { check: this.#check }))
  }
}

/** Takes the step of an inbox's oldest event, and of the following ones whose conditions were asked with it. */
export class InboxWork implements Work {
  readonly producerKeys: readonly ProducerKey[] = []
  readonly size: number
  readonly #judged: Judged
  readonly #taken: () => void

  /** `taken` is called within the batch, once conditions may be asked about the lane's next event. */
  constructor(judged: Judged, taken: () => void) {
    this.#judged = judged
    this.#taken = taken
    this.size = 1 + (judged.following?.judged.length ?? 0)
  }

  async prepare(): Promise<void> {}

  apply(world: World, batch: Batch, { poison, isRedone }: WorkContext): void {
    this.#taken()
    const { event, codeResults } = this.#judged
    // In a rebuilt world the lanes are other objects. Unless this work is being redone, the new lane's conditions are asked again.
    const lane = isRedone ? world.currentLane(this.#judged.lane) : this.#judged.lane
    if (lane === undefined || !world.lanesWithInbox.has(lane) || lane.inbox.head?.offset !== event.offset) return
    if (poison !== null) return batch.drop({ lane, event, codeResults }, poison)
    batch.judge({ lane, event, codeResults })
    this.#judgeFollowing(batch)
  }

  committed(): void {}

  failed(): void {}

  /** The first event alone, so that a failure is that of this event. The conditions of the others are asked again. */
  parts(): readonly Work[] {
    const { lane, event, codeResults } = this.#judged
    return [new InboxWork({ lane, event, codeResults }, this.#taken)]
  }

  #judgeFollowing(batch: Batch): void {
    const { following } = this.#judged
    for (const next of following?.judged ?? []) {
      if (next.lane.inbox.head?.offset !== next.event.offset || !following?.isAsAsked()) return
      batch.judge(next)
    }
  }
}

/** Settles once each of the parts was committed or has failed. */
class Gather implements Settle {
  readonly #settle: Settle
  readonly #results: AppendResult[] = []
  readonly #failures: unknown[] = []
  #left: number

  constructor(count: number, settle: Settle) {
    this.#left = count
    this.#settle = settle
  }

  resolve = (results: AppendResult[]): void => {
    this.#results.push(...results)
    this.#end()
  }

  reject = (error: unknown): void => {
    this.#failures.push(error)
    this.#end()
  }

  #end(): void {
    this.#left -= 1
    if (this.#left > 0) return
    if (this.#failures.length > 0) this.#settle.reject(this.#failures[0])
    else this.#settle.resolve(this.#results)
  }
}

function append(world: World, batch: Batch, source: EventSource, context: WorkContext): AppendResult | null {
  const key = source.producerKey
  const known = key === null ? undefined : context.known.offsetOf(key)
  if (known !== undefined) return { offset: known, duplicate: true }
  const draft = source.draft(world)
  if (draft === null) return null
  const { offset } = context.poison === null ? batch.append(draft) : batch.setAside(draft, context.poison)
  if (key !== null) context.known.note(key, offset)
  return { offset, duplicate: false }
}
