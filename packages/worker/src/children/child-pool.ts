import { startInterval, startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { Snapshot } from '../link/snapshot-cache.ts'
import { Child, type ChildSurroundings } from './child.ts'

const SWEEP_MS = 30_000
/** A child that was idle for this long exits, if another child of its snapshot is idle. */
const SPARE_IDLE_MS = 60_000
/** The last idle child of a snapshot stays longer. */
const LAST_IDLE_MS = 15 * 60_000
/** Most tasks end sooner than a child could be started, so for this long a task waits for the next free child. */
const PATIENCE_MS = 20
/** While short tasks take turns, a task waits this long: more children would only share the same CPU. */
const QUEUE_PATIENCE_MS = 250
/** More starts at once would only share the CPU. The limit is per snapshot, since the import of a bundle may hang. */
const MAX_STARTING = 2

interface IdleChild {
  readonly child: Child
  readonly since: number
}

interface Waiter {
  readonly since: number
  readonly resolve: (child: Child) => void
  readonly reject: (error: unknown) => void
}

interface SnapshotChildren {
  readonly snapshot: Snapshot
  /** Oldest first. The newest is used first. */
  readonly idle: IdleChild[]
  /** When each got its task. */
  readonly busy: Map<Child, number>
  readonly waiting: Waiter[]
  starting: number
  /** When a child last became ready. */
  grownAt: number
  look: Timer | null
}

export interface ChildPoolOptions {
  readonly around: ChildSurroundings
  readonly now: () => number
  /** Spare children are started only while fewer than this are idle, over all snapshots. */
  readonly maxIdle: number
}

/**
 * Warm children, which run one task at a time. A task that finds no free child waits a moment for one, and then gets a new
 * one. When a longer task occupies the last child, a spare child is started.
 */
export class ChildPool {
  readonly #options: ChildPoolOptions
  readonly #snapshots = new Map<string, SnapshotChildren>()
  readonly #sweeping: Timer
  #stopped = false

  constructor(options: ChildPoolOptions) {
    this.#options = options
    this.#sweeping = startInterval(() => this.#sweep(), SWEEP_MS).unref()
  }

  /** Ensures that a child of the snapshot is ready or will be soon. */
  warm(snapshot: Snapshot): void {
    this.#ensureSpare(this.#of(snapshot))
  }

  /** Resolves with a child that has imported the bundle. Rejects if the bundle cannot be imported. */
  take(snapshot: Snapshot): Promise<Child> {
    const children = this.#of(snapshot)
    this.#lookLater(children)
    const free = this.#takeIdle(children)
    if (free !== undefined) {
      children.busy.set(free, this.#options.now())
      return Promise.resolve(free)
    }
    return new Promise((resolve, reject) => {
      children.waiting.push({ since: this.#options.now(), resolve, reject })
      if (children.busy.size === 0) this.#startOneMore(children)
    })
  }

  /** Returns a child that is ready for the next task. */
  giveBack(child: Child): void {
    const children = this.#of(child.snapshot)
    children.busy.delete(child)
    this.#offer(children, child)
  }

  /** Idle children exit. Children with a task go on. */
  stop(): void {
    this.#stopped = true
    stopTimer(this.#sweeping)
    for (const { idle, look } of this.#snapshots.values()) {
      if (look !== null) stopTimer(look)
      for (const { child } of idle) child.leave()
    }
  }

  /** A child whose folder was removed cannot be used. */
  #takeIdle({ idle }: SnapshotChildren): Child | undefined {
    for (;;) {
      const child = idle.pop()?.child
      if (child === undefined || child.hasFolder()) return child
      child.leave()
    }
  }

  #offer(children: SnapshotChildren, child: Child): void {
    child.onMessage(() => undefined)
    if (this.#stopped || !child.hasFolder()) return child.leave()
    const waiter = children.waiting.shift()
    if (waiter === undefined) {
      children.idle.push({ child, since: this.#options.now() })
      return
    }
    children.busy.set(child, this.#options.now())
    waiter.resolve(child)
  }

  #startOneMore(children: SnapshotChildren): void {
    const wanted = Math.max(1, children.waiting.length)
    if (this.#stopped || children.starting >= Math.min(wanted, MAX_STARTING)) return
    let child: Child
    try {
      child = new Child('task', children.snapshot, this.#options.around)
    } catch (error) {
      children.waiting.shift()?.reject(error)
      return
    }
    children.starting += 1
    void child.exited.then(() => this.#forget(children, child))
    child.ready.then(
      () => {
        children.starting -= 1
        children.grownAt = this.#options.now()
        this.#offer(children, child)
      },
      (error: unknown) => {
        children.starting -= 1
        children.waiting.shift()?.reject(error)
      },
    )
  }

  #ensureSpare(children: SnapshotChildren): void {
    const idle = [...this.#snapshots.values()].reduce((sum, each) => sum + each.idle.length + each.starting, 0)
    if (children.idle.length === 0 && idle < this.#options.maxIdle) this.#startOneMore(children)
  }

  #lookLater(children: SnapshotChildren): void {
    if (this.#stopped) return
    children.look ??= startTimer(() => this.#look(children), PATIENCE_MS)
  }

  #look(children: SnapshotChildren): void {
    children.look = null
    const [oldest] = children.waiting
    if (oldest === undefined) return this.#ensureSpare(children)
    const now = this.#options.now()
    const waitedMs = now - Math.max(oldest.since, children.grownAt)
    const isTurning = [...children.busy.values()].some((since) => now - since < PATIENCE_MS)
    if (waitedMs >= (isTurning ? QUEUE_PATIENCE_MS : PATIENCE_MS)) this.#startOneMore(children)
    this.#lookLater(children)
  }

  #forget(children: SnapshotChildren, child: Child): void {
    children.busy.delete(child)
    const index = children.idle.findIndex((entry) => entry.child === child)
    if (index >= 0) children.idle.splice(index, 1)
  }

  #of(snapshot: Snapshot): SnapshotChildren {
    let children = this.#snapshots.get(snapshot.hash)
    if (children === undefined) {
      children = { snapshot, idle: [], busy: new Map(), waiting: [], starting: 0, grownAt: 0, look: null }
      this.#snapshots.set(snapshot.hash, children)
    }
    return children
  }

  #sweep(): void {
    for (const { idle } of this.#snapshots.values()) {
      const limitMs = idle.length > 1 ? SPARE_IDLE_MS : LAST_IDLE_MS
      const oldest = idle[0]
      if (oldest === undefined || this.#options.now() - oldest.since < limitMs) continue
      idle.shift()
      oldest.child.leave()
    }
  }
}
