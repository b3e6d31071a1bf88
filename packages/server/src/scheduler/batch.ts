import type { CommitReport } from '../log/commit-report.ts'
import type { Commit } from '../storage/commit.ts'
import type { StoredEvent } from '../storage/rows.ts'
import type { Judged } from './asking/condition-asker.ts'
import { createChanges, toTables } from './commit/changes/changes.ts'
import { ConditionLoad } from './commit/condition-load.ts'
import { Notices } from './commit/notices.ts'
import { addStepDeadLetter } from './judging/dead-letters.ts'
import { storeRememberedEvents } from './judging/remembered-events.ts'
import { Step } from './step.ts'
import { dropInboxStep, passOver, takeInboxStep, takeStep } from './take-step.ts'
import type { ConnectedWorkers } from './world/connected-workers.ts'
import type { World } from './world/world.ts'

/** An event on its way into the log, which gives it its offset and time. */
export type EventDraft = Omit<StoredEvent, 'offset' | 'createTime'>

/** What steps use besides the world. The same events with the same options always lead to the same decisions. */
export interface BatchOptions {
  readonly workers: ConnectedWorkers
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Must never return an id twice. */
  readonly newAttemptId: () => string
}

/** The steps of one commit. */
export class Batch {
  readonly changes = createChanges()
  readonly notices = new Notices()
  readonly #load = new ConditionLoad()
  readonly #world: World
  readonly #options: BatchOptions
  readonly #expectedOffset: number
  readonly #now: number

  constructor(world: World, options: BatchOptions) {
    this.#world = world
    this.#options = options
    this.#expectedOffset = world.counters.lastOffset
    this.#now = Math.max(options.now(), world.lastCreateTime)
    world.lastCreateTime = this.#now
  }

  /** Appends an event and takes its step. */
  append(draft: EventDraft): StoredEvent {
    const event = this.#store(draft)
    takeStep(this.#step(event))
    return event
  }

  /** Appends an event whose step failed, as a dead letter. */
  setAside(draft: EventDraft, error: string): StoredEvent {
    const event = this.#store(draft)
    addStepDeadLetter(this.#step(event), event, error)
    passOver(this.#step(event), error)
    return event
  }

  /** Takes the step of an event that was waiting in an inbox. */
  judge({ lane, event, codeResults }: Judged): void {
    takeInboxStep(this.#step(event), lane, codeResults)
  }

  /** Removes an event whose step failed from an inbox, as a dead letter. */
  drop({ lane, event }: Judged, error: string): void {
    addStepDeadLetter(this.#step(event), event, error, lane)
    dropInboxStep(this.#step(event), lane, error)
  }

  /** Call once. */
  toCommit(): Commit {
    storeRememberedEvents(this.#world, this.changes)
    return {
      epoch: this.#world.epoch,
      expectedOffset: this.#expectedOffset,
      counters: { ...this.#world.counters },
      tables: toTables(this.changes),
    }
  }

  /** Its conditions have cost so much that others should have their turn. */
  get isHeavy(): boolean {
    return this.#load.isHeavy
  }

  /** For those who count; nothing of it is stored. */
  toReport(storeSeconds: number): CommitReport {
    const { events, verdicts, notMet } = this.changes
    const { taskChanges, executionChanges, itemEnds, circuitChanges } = this.notices
    const counted = { events: events.rows, verdicts: verdicts.rows, notMet: notMet.total }
    return { storeSeconds, ...counted, taskChanges, executionChanges, itemEnds, circuitChanges }
  }

  #store(draft: EventDraft): StoredEvent {
    const event: StoredEvent = { ...draft, offset: ++this.#world.counters.lastOffset, createTime: this.#now }
    this.changes.events.add(event)
    return event
  }

  #step(event: StoredEvent): Step {
    return new Step({
      ...this.#options,
      world: this.#world,
      changes: this.changes,
      notices: this.notices,
      load: this.#load,
      event,
      now: this.#now,
    })
  }
}
