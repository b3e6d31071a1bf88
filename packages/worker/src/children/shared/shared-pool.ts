import { startInterval, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { Snapshot } from '../../link/snapshot-cache.ts'
import type { ChildSurroundings } from '../child.ts'
import { SharedChild } from './shared-child.ts'

const SWEEP_MS = 30_000
/**
 * How many children of a snapshot may get no new tasks, and go on with those that they have. Each of them needs memory, and
 * a workflow that wears them out would have more and more.
 */
const MAX_WORN = 4
/** A child without tasks exits after this time, or after two sweeps if its snapshot has another child. */
const IDLE_MS = 15 * 60_000

interface Waiter {
  readonly resolve: (child: SharedChild) => void
  readonly reject: (error: unknown) => void
}

interface SnapshotChildren {
  readonly snapshot: Snapshot
  /** Those that are ready, oldest first. */
  readonly ready: Set<SharedChild>
  readonly waiting: Waiter[]
  isStarting: boolean
  usedAt: number
}

export interface SharedPoolOptions {
  readonly around: ChildSurroundings
  readonly now: () => number
}

/** Children that run many tasks at once: one for each snapshot, and more of them only if all are full. */
export class SharedPool {
  readonly #options: SharedPoolOptions
  readonly #snapshots = new Map<string, SnapshotChildren>()
  readonly #sweeping: Timer
  #isStopped = false

  constructor(options: SharedPoolOptions) {
    this.#options = options
    this.#sweeping = startInterval(() => this.#sweep(), SWEEP_MS).unref()
  }

  /** Ensures that a child of the snapshot is ready or will be soon. */
  warm(snapshot: Snapshot): void {
    const children = this.#of(snapshot)
    if (find(children) === undefined) this.#start(children)
  }

  /** Resolves with a child that keeps a place for one task. Rejects if the bundle cannot be imported. */
  take(snapshot: Snapshot): Promise<SharedChild> {
    const children = this.#of(snapshot)
    const child = find(children)
    if (child === undefined) {
      return new Promise((resolve, reject) => {
        children.waiting.push({ resolve, reject })
        this.#start(children)
      })
    }
    child.reserve()
    return Promise.resolve(child)
  }

  /** Children without tasks exit. The others go on. */
  stop(): void {
    this.#isStopped = true
    stopTimer(this.#sweeping)
    for (const { ready } of this.#snapshots.values()) {
      for (const child of ready) if (child.load === 0) child.retire()
    }
  }

  #start(children: SnapshotChildren): void {
    if (this.#isStopped || children.isStarting || wornOf(children) >= MAX_WORN) return
    let child: SharedChild
    try {
      child = new SharedChild(children.snapshot, this.#options.around)
    } catch (error) {
      return reject(children, error)
    }
    children.isStarting = true
    void child.process.exited.then(() => {
      children.ready.delete(child)
      this.#serve(children)
    })
    child.process.ready.then(
      () => {
        children.isStarting = false
        children.ready.add(child)
        this.#serve(children)
      },
      (error: unknown) => {
        children.isStarting = false
        reject(children, error)
      },
    )
  }

  #serve(children: SnapshotChildren): void {
    for (;;) {
      const child = find(children)
      const waiter = child === undefined ? undefined : children.waiting.shift()
      if (child === undefined || waiter === undefined) break
      child.reserve()
      waiter.resolve(child)
    }
    if (children.waiting.length > 0) this.#start(children)
  }

  #of(snapshot: Snapshot): SnapshotChildren {
    let children = this.#snapshots.get(snapshot.hash)
    if (children === undefined) {
      children = { snapshot, ready: new Set(), waiting: [], isStarting: false, usedAt: 0 }
      this.#snapshots.set(snapshot.hash, children)
    }
    children.usedAt = this.#options.now()
    return children
  }

  #sweep(): void {
    for (const { ready, usedAt } of this.#snapshots.values()) {
      const idle = [...ready].filter((child) => child.load === 0)
      const isOld = this.#options.now() - usedAt > IDLE_MS
      for (const child of isOld || idle.length < ready.size ? idle : idle.slice(1)) child.retire()
    }
  }
}

/** The oldest that has room, so that the others have none in the end, and leave. */
function find({ ready }: SnapshotChildren): SharedChild | undefined {
  for (const child of ready) if (child.hasRoom) return child
  return undefined
}

function wornOf({ ready }: SnapshotChildren): number {
  return [...ready].filter(({ isRetired, load }) => isRetired && load > 0).length
}

/** Nobody knows for whom the child was started, and the next one would fail in the same way. */
function reject(children: SnapshotChildren, error: unknown): void {
  for (const waiter of children.waiting.splice(0)) waiter.reject(error)
}
