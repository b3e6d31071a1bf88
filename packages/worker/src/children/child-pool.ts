import { availableParallelism } from 'node:os'
import { startInterval, startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { Snapshot } from '../link/snapshot-cache.ts'
import { Child, type ChildSurroundings } from './child.ts'
import { ChildAhead } from './child-ahead.ts'
import { SnapshotChildren } from './snapshot-children.ts'

const SWEEP_MS = 10_000
/** The pause between looks at tasks that wait, and at children that may be occupied. */
const LOOK_MS = 20
/** The pause before a child is started ahead. Children and tasks of the present upload come first. */
const AHEAD_AFTER_MS = 100

export interface ChildPoolOptions {
  readonly around: ChildSurroundings
  readonly now: () => number
  /** Spare children are started only while fewer than this are idle, over all snapshots. */
  readonly maxIdle: number
}

/**
 * Warm children, which run one task at a time. A task that finds no free child waits a moment for one that takes turns, and
 * then gets a new one. When a longer task occupies the last child, a spare child is started. After an upload, one child is
 * started ahead, for the next snapshot that needs one.
 */
export class ChildPool {
  readonly #options: ChildPoolOptions
  /** The one that got a child last is the last. */
  readonly #snapshots = new Map<string, SnapshotChildren>()
  readonly #sweeping: Timer
  readonly #cores = availableParallelism()
  /** Processes that have not begun with the import of their bundle, of all snapshots. As many as there are processors, at most, besides the one ahead. */
  #booting = 0
  readonly #ahead: ChildAhead
  #startingAhead: Timer | null = null
  #looking: Timer | null = null
  #isStopped = false

  constructor(options: ChildPoolOptions) {
    this.#options = options
    this.#ahead = new ChildAhead(options)
    this.#sweeping = startInterval(() => this.#sweep(), SWEEP_MS).unref()
  }

  /** Ensures that a child of the snapshot is ready or will be soon. */
  warm(snapshot: Snapshot): void {
    this.#ahead.expect()
    this.#ensureSpare(this.#of(snapshot))
    this.#startAheadLater()
  }

  /** Resolves with a child that has imported the bundle. Rejects if the bundle cannot be imported. */
  take(snapshot: Snapshot): Promise<Child> {
    const children = this.#of(snapshot)
    const taken = children.take()
    this.#growWhereNeeded(children)
    this.#lookLater()
    return taken
  }

  /** Returns a child that is ready for the next task. */
  giveBack(child: Child): void {
    const children = this.#of(child.snapshot)
    children.giveBack(child)
    this.#growWhereNeeded(children)
  }

  /** Idle children exit. Children with a task go on. */
  stop(): void {
    this.#isStopped = true
    stopTimer(this.#sweeping)
    stopTimer(this.#looking)
    stopTimer(this.#startingAhead)
    this.#ahead.stop()
    for (const children of this.#snapshots.values()) children.stop()
  }

  #growWhereNeeded(children: SnapshotChildren): void {
    if (children.wantsMore) this.#startOneMore(children)
    else if (children.isOccupied) this.#ensureSpare(children)
  }

  #ensureSpare(children: SnapshotChildren): void {
    if (children.spares === 0 && this.#spares < this.#options.maxIdle) this.#startOneMore(children)
  }

  #startOneMore(children: SnapshotChildren): void {
    if (this.#isStopped || (this.#booting >= this.#cores && !this.#ahead.isReady)) return
    this.#putLast(children)
    void children
      .add(() => this.#boot(children.snapshot))
      .then(() => {
        if (children.isWaitedFor) this.#growWhereNeeded(children)
      })
  }

  #boot(snapshot: Snapshot): Child {
    const child = this.#takeAhead(snapshot) ?? new Child('task', snapshot, this.#options.around)
    this.#booting += 1
    void child.booted.then(() => {
      this.#booting -= 1
      this.#growAll()
    })
    return child
  }

  #takeAhead(snapshot: Snapshot): Child | null {
    const child = this.#ahead.take(snapshot)
    if (child !== null) this.#startAheadLater()
    return child
  }

  #startAheadLater(): void {
    if (!this.#isStopped) this.#startingAhead ??= startTimer(() => this.#startAhead(), AHEAD_AFTER_MS).unref()
  }

  #startAhead(): void {
    this.#startingAhead = null
    const isBusy = this.#booting > 0 || [...this.#snapshots.values()].some(({ isWaitedFor }) => isWaitedFor)
    if (isBusy) this.#startAheadLater()
    else this.#ahead.startIfExpected()
  }

  #growAll(): void {
    // A start changes the order.
    const all = [...this.#snapshots.values()]
    for (const children of all) this.#growWhereNeeded(children)
  }

  #lookLater(): void {
    if (!this.#isStopped) this.#looking ??= startTimer(() => this.#look(), LOOK_MS)
  }

  #look(): void {
    this.#looking = null
    this.#growAll()
    if ([...this.#snapshots.values()].some(({ isChanging }) => isChanging)) this.#lookLater()
  }

  #sweep(): void {
    this.#ahead.sweep()
    for (const children of this.#snapshots.values()) {
      children.sweep(this.#spares > this.#options.maxIdle)
      if (children.isEmpty) this.#snapshots.delete(children.snapshot.hash)
    }
  }

  /** Of all snapshots. */
  get #spares(): number {
    return [...this.#snapshots.values()].reduce((sum, { spares }) => sum + spares, 0)
  }

  /** The next start is for another snapshot, if there is one. */
  #putLast(children: SnapshotChildren): void {
    const { hash } = children.snapshot
    this.#snapshots.delete(hash)
    this.#snapshots.set(hash, children)
  }

  #of(snapshot: Snapshot): SnapshotChildren {
    const known = this.#snapshots.get(snapshot.hash)
    if (known !== undefined) return known
    const children = new SnapshotChildren({ snapshot, now: this.#options.now, cores: this.#cores })
    this.#snapshots.set(snapshot.hash, children)
    return children
  }
}
