import type { Commit } from '../storage/commit.ts'
import type { StoredEvent } from '../storage/rows.ts'
import { Changes } from './changes.ts'
import type { ConnectedWorkers } from './connected-workers.ts'
import { takeFromInbox } from './inbox.ts'
import type { Judged } from './lane-evaluator.ts'
import { Step } from './step.ts'
import { takeInboxStep, takeStep } from './take-step.ts'
import type { World } from './world.ts'

/** An event on its way into the log; the log gives it its offset and time. */
export type EventDraft = Omit<StoredEvent, 'offset' | 'createTime'>

/** The steps of one commit. */
export class Batch {
  readonly changes = new Changes()
  readonly #world: World
  readonly #workers: ConnectedWorkers
  readonly #expectedOffset: number
  readonly #now: number

  constructor(world: World, workers: ConnectedWorkers, now: number) {
    this.#world = world
    this.#workers = workers
    this.#expectedOffset = world.counters.lastOffset
    this.#now = Math.max(now, world.lastCreateTime)
    world.lastCreateTime = this.#now
  }

  /** Appends an event and takes its step. */
  append(draft: EventDraft): StoredEvent {
    const event = this.appendOnly(draft)
    takeStep(this.#step(event))
    return event
  }

  /** Appends an event whose step cannot be taken. */
  appendOnly(draft: EventDraft): StoredEvent {
    const event: StoredEvent = { ...draft, offset: ++this.#world.counters.lastOffset, createTime: this.#now }
    this.changes.events.push(event)
    return event
  }

  /** Takes the step of an event that waited in an inbox. */
  judge({ lane, event, codeResults }: Judged): void {
    takeInboxStep(this.#step(event), lane, codeResults)
  }

  /** Takes an event out of an inbox without judging it. */
  drop({ lane, event }: Judged): void {
    takeFromInbox(this.#step(event), lane)
  }

  /** Sets an event aside; whoever waits for the answer to it gets to know. */
  addDeadLetter(event: StoredEvent, error: string): void {
    if (event.kind === 'control') {
      const message = `The request could not be carried out: ${error}. Its event is kept among the dead letters.`
      const result = { ok: false, error: { code: 'INTERNAL', message, details: {} } }
      this.changes.controlResults.push({ offset: event.offset, result })
    }
    this.changes.deadLetters.push({
      id: ++this.#world.counters.deadLetter,
      source: 'step',
      namespace: event.namespace,
      eventOffset: event.offset,
      workflowExecutionId: event.workflowExecutionId,
      workflowName: null,
      task: null,
      rule: null,
      error,
      createTime: this.#now,
    })
  }

  toCommit(): Commit {
    return this.changes.toCommit(this.#world.epoch, this.#expectedOffset, { ...this.#world.counters })
  }

  #step(event: StoredEvent): Step {
    return new Step({ world: this.#world, workers: this.#workers, changes: this.changes, event, now: this.#now })
  }
}
