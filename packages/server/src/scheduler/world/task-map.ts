import type { ItemCounts } from '@aiflow/sdk/internal/api/executions'
import type { Json } from '@aiflow/sdk/internal/json'
import { MAX_ITEM_OUTPUTS_BYTES, MAX_ITEMS_AT_ONCE } from '@aiflow/sdk/internal/limits'
import { isFinished } from '@aiflow/sdk/internal/model'
import { counted } from '@aiflow/sdk/internal/text'
import type { MapOverDefinition } from '@aiflow/sdk/internal/wire'
import type { Outcome, Trigger } from '@aiflow/sdk/internal/worker-protocol'
import { jsonBytes } from '../../log/json-bytes.ts'
import type { TaskExecutionRow, TaskItemRow } from '../../storage/rows.ts'

const MEBIBYTE = 1024 * 1024

/** What each item is given of the start of its task, besides the item. */
export interface GivenToItems {
  readonly trigger: Trigger
  readonly parameters: Readonly<Record<string, Json>>
}

/** An item that did not succeed. */
export interface FailedItem {
  readonly index: number
  readonly message: string
}

/** An item that has begun and not ended. */
interface LivingItem {
  readonly latest: Pick<TaskExecutionRow, 'retryTime'> | null
}

/** The items of a living task over a list. In memory are those that have begun and not ended, and the outputs of the others. */
export class TaskMap<Item extends LivingItem> {
  readonly list: readonly Json[]
  readonly given: GivenToItems
  /** At a worker, or about to get a slot of one. */
  readonly running = new Map<number, Item>()
  /** Wait for their next attempt. */
  readonly retrying = new Map<number, Item>()
  readonly outputs: Json[]
  /** Whether a worker was told to begin one. */
  hasLeft = false
  /** When the first began to run. */
  beginTime: number | null = null
  /** The first of those that did not succeed. */
  firstFailure: FailedItem | null = null
  readonly #definition: MapOverDefinition
  /** Those of `retrying` whose delay is over. */
  #ready: number[] = []
  #outputBytes = 0
  /** The first item that has not begun. */
  #next = 0
  #succeeded = 0
  #failed = 0
  #stopped = 0

  constructor(definition: MapOverDefinition, list: readonly Json[], given: GivenToItems) {
    this.#definition = definition
    this.list = list
    this.given = given
    this.outputs = list.map(() => null)
  }

  get counts(): ItemCounts {
    return {
      total: this.list.length,
      notBegun: this.list.length - this.#next,
      running: this.running.size,
      retrying: this.retrying.size,
      succeeded: this.#succeeded,
      failed: this.#failed,
      stopped: this.#stopped,
    }
  }

  get hasRoom(): boolean {
    return this.running.size < (this.#definition.limit ?? MAX_ITEMS_AT_ONCE)
  }

  /** Whether some item may begin, or have its next attempt, as soon as there is room. */
  get hasNext(): boolean {
    return this.#ready.length > 0 || this.#next < this.list.length
  }

  /** The item whose next attempt is due; undefined if there is none. */
  takeReady(): Item | undefined {
    for (let index = this.#ready.shift(); index !== undefined; index = this.#ready.shift()) {
      const slot = this.retrying.get(index)
      if (slot !== undefined) return slot
    }
    return undefined
  }

  /** The place of the next item that has not begun; undefined if all have. */
  takeNext(): number | undefined {
    if (this.#next === this.list.length) return undefined
    this.#next += 1
    return this.#next - 1
  }

  /** Items whose delay is over by now. Returns when the next of the others is; null if there is none. */
  release(now: number): number | null {
    let next: number | null = null
    const ready = new Set(this.#ready)
    for (const [index, { latest }] of this.retrying) {
      const time = latest?.retryTime ?? 0
      if (time <= now) ready.add(index)
      else next = Math.min(next ?? time, time)
    }
    this.#ready = [...ready]
    return next
  }

  /** Call with each new state of an item that has not ended before. */
  track(slot: Item, row: TaskItemRow): void {
    const { index, status, outcome } = row
    this.#note(row)
    if (status === 'RETRYING') {
      this.running.delete(index)
      this.retrying.set(index, slot)
      return
    }
    this.retrying.delete(index)
    if (isFinished(status)) this.#end(index, status, outcome)
    else this.running.set(index, slot)
  }

  /** Restores an item that has ended. */
  restoreEnded(row: TaskItemRow): void {
    this.#note(row)
    this.#end(row.index, row.status, row.outcome)
  }

  /** Why the task cannot succeed any more; null if it can. */
  get problem(): string | null {
    if (this.#outputBytes > MAX_ITEM_OUTPUTS_BYTES) {
      const limit = MAX_ITEM_OUTPUTS_BYTES / MEBIBYTE
      return `The outputs of the items are together larger than ${limit} MiB of JSON, which is the limit. Keep large content in files, and their paths in outputs.`
    }
    const { onFailure = 'fast' } = this.#definition
    if (onFailure === 'all') return null
    if (onFailure === 'fast') return this.#unsuccessful > 0 ? this.#failures : null
    const possible = this.list.length - this.#unsuccessful
    if (possible >= onFailure.atLeast) return null
    const most = counted(possible, 'item', 'items')
    return `At most ${most} can succeed, and at least ${onFailure.atLeast} must. ${this.#failures}`
  }

  /** Why the task fails now that all items have ended; null if it does not. */
  get failure(): string | null {
    if (this.problem !== null) return this.problem
    return this.#definition.onFailure === 'all' && this.#unsuccessful > 0 ? this.#failures : null
  }

  get isComplete(): boolean {
    return this.#succeeded === this.list.length
  }

  get #unsuccessful(): number {
    return this.#failed + this.#stopped
  }

  get #failures(): string {
    const { index, message } = this.firstFailure ?? { index: 0, message: 'unknown' }
    const count = `${this.#unsuccessful} of ${this.list.length} items failed.`
    return `${count} The first: item ${index}: ${message}`
  }

  #note({ index, attemptId, beginTime }: TaskItemRow): void {
    if (index >= this.#next) this.#next = index + 1
    if (attemptId !== null) this.hasLeft = true
    if (beginTime !== null) this.beginTime = Math.min(this.beginTime ?? beginTime, beginTime)
  }

  #end(index: number, status: TaskItemRow['status'], outcome: Outcome | null): void {
    this.running.delete(index)
    this.retrying.delete(index)
    if (status === 'SUCCESS') {
      this.#succeeded += 1
      if (outcome?.type === 'success') this.#keep(index, outcome.output)
      return
    }
    if (status === 'FAILED') this.#failed += 1
    else this.#stopped += 1
    this.firstFailure ??= { index, message: messageOf(outcome) }
  }

  /** What is too large together is not kept. */
  #keep(index: number, output: Json): void {
    this.#outputBytes += jsonBytes(output, MAX_ITEM_OUTPUTS_BYTES) + 1
    if (this.#outputBytes <= MAX_ITEM_OUTPUTS_BYTES) this.outputs[index] = output
  }
}

function messageOf(outcome: Outcome | null): string {
  if (outcome?.type === 'failed' || outcome?.type === 'lost') return outcome.message
  return outcome?.type === 'neverStarted' ? 'It was never started.' : 'It was stopped.'
}
