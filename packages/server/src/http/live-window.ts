import type { Change } from '@aiflow/sdk/internal'
import { toChange } from '../log/status-change.ts'
import type { StoredEvent } from '../storage/rows.ts'

const MAX_CHANGES = 200

/** What happened since a listener was told last, in a bounded space. */
export class LiveWindow {
  readonly #namespace: string | undefined
  #changes: StoredEvent[] = []
  #missed = false
  #events = 0
  #controls = 0

  constructor(namespace: string | undefined) {
    this.#namespace = namespace
  }

  get isEmpty(): boolean {
    return this.#changes.length === 0 && !this.#missed && this.#events === 0 && this.#controls === 0
  }

  /** Stands for things that happened and are not known. */
  miss(): void {
    this.#missed = true
  }

  add(events: readonly StoredEvent[]): void {
    for (const event of events) {
      if (this.#namespace !== undefined && event.namespace !== this.#namespace) continue
      if (event.kind === 'user') this.#events += 1
      else if (event.kind === 'control') this.#controls += 1
      else if (event.kind === 'status') this.#addChange(event)
    }
  }

  take(): { changes: Change[]; missed: boolean; events: number; controls: number } {
    const taken = {
      changes: this.#changes.map(toChange),
      missed: this.#missed,
      events: this.#events,
      controls: this.#controls,
    }
    this.#changes = []
    this.#missed = false
    this.#events = 0
    this.#controls = 0
    return taken
  }

  #addChange(event: StoredEvent): void {
    if (this.#changes.length < MAX_CHANGES) this.#changes.push(event)
    else this.#missed = true
  }
}
