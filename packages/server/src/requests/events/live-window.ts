import type { LiveMessage } from '@aiflow/sdk/internal/api/server'
import type { Measured } from '../../log/live-view.ts'
import { toChange } from '../../log/status-change.ts'
import type { StoredEvent } from '../../storage/rows.ts'

const MAX_CHANGES = 200
const MAX_MEASURED = 200

/** Collects what happened since the last message to a listener, in bounded memory. */
export class LiveWindow {
  readonly #namespace: string | undefined
  #changes: StoredEvent[] = []
  #missed = false
  #events = 0
  #controls = 0
  #reports = 0
  readonly #measured = new Set<number>()

  constructor(namespace: string | undefined) {
    this.#namespace = namespace
  }

  get isEmpty(): boolean {
    const counted = this.#events + this.#controls + this.#reports + this.#measured.size
    return this.#changes.length === 0 && !this.#missed && counted === 0
  }

  /** Counts as changes that happened but are unknown. */
  miss(): void {
    this.#missed = true
  }

  add(events: readonly StoredEvent[]): void {
    for (const event of events) {
      if (!this.#isAbout(event)) continue
      if (event.kind === 'user') this.#events += 1
      else if (event.kind === 'control') this.#controls += 1
      else if (event.kind === 'report') this.#reports += 1
      else if (event.kind === 'status') this.#addChange(event)
    }
  }

  addMeasured(measured: readonly Measured[]): void {
    for (const { namespace, taskExecutionId } of measured) {
      const isWanted = this.#namespace === undefined || this.#namespace === namespace
      if (isWanted && this.#measured.size < MAX_MEASURED) this.#measured.add(taskExecutionId)
    }
  }

  take(): Omit<LiveMessage, 'offset' | 'time' | 'server'> {
    const taken = {
      changes: this.#changes.flatMap((event) => toChange(event) ?? []),
      missed: this.#missed,
      events: this.#events,
      controls: this.#controls,
      reports: this.#reports,
      measured: [...this.#measured],
    }
    this.#changes = []
    this.#missed = false
    this.#events = 0
    this.#controls = 0
    this.#reports = 0
    this.#measured.clear()
    return taken
  }

  /** An event without a namespace concerns all of them. */
  #isAbout({ namespace }: StoredEvent): boolean {
    return this.#namespace === undefined || namespace === this.#namespace || namespace === '*'
  }

  #addChange(event: StoredEvent): void {
    if (this.#changes.length < MAX_CHANGES) this.#changes.push(event)
    else this.#missed = true
  }
}
