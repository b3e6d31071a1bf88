import type { Snapshot } from '../link/snapshot-cache.ts'
import type { Child } from './child.ts'

/** What the start of a child takes, until one was started. */
const FIRST_START_MS = 100
const LONGEST_START_MS = 1000
/** A part of the time of a start. A child whose task has run for longer is not free soon. The others take turns. */
const TURN_SHARE = 0.2
/** How many children may take turns on each processor before a start is worth its time. */
const TURNS_PER_CORE = 2
/** More starts at once would only share the CPU. The import of a bundle may hang, so other snapshots have their own. */
const MAX_STARTING = 2
/** A child that was idle for this long exits, if another one of its snapshot is idle. */
const SPARE_IDLE_MS = 60_000
/** The last idle child of a snapshot stays longer. */
const LAST_IDLE_MS = 15 * 60_000

interface IdleChild {
  readonly child: Child
  readonly since: number
}

interface Waiter {
  readonly since: number
  readonly resolve: (child: Child) => void
  readonly reject: (error: unknown) => void
}

export interface SnapshotChildrenOptions {
  readonly snapshot: Snapshot
  readonly now: () => number
  /** The number of processors. */
  readonly cores: number
}

/**
 * The warm children of a snapshot, and the tasks that wait for one. A child that is to retire goes on until another one is
 * ready, so that no task waits for its successor.
 */
export class SnapshotChildren {
  readonly snapshot: Snapshot
  readonly #options: SnapshotChildrenOptions
  /** Oldest first. The newest is used first. */
  readonly #idle: IdleChild[] = []
  /** When each got its task. */
  readonly #busy = new Map<Child, number>()
  readonly #waiting: Waiter[] = []
  /** Those that are to retire, and whether another child has taken their place. */
  readonly #retiring = new Map<Child, { isReplaced: boolean }>()
  #starting = 0
  /** What a start takes at present. It takes longer while the machine is busy, and so do tasks. */
  #startMs = FIRST_START_MS
  #isStopped = false

  constructor(options: SnapshotChildrenOptions) {
    this.snapshot = options.snapshot
    this.#options = options
  }

  /** Children that are idle, or will be. */
  get spares(): number {
    return this.#idle.length + this.#starting
  }

  get isWaitedFor(): boolean {
    return this.#waiting.length > 0
  }

  get isEmpty(): boolean {
    return this.spares + this.#busy.size + this.#waiting.length === 0
  }

  /** Whether long tasks have all children, so that the next task would have to wait. */
  get isOccupied(): boolean {
    return this.spares === 0 && this.#busy.size > 0 && this.#turning === 0
  }

  /** Whether it may soon want more, or be occupied, without anything else happening. */
  get isChanging(): boolean {
    return this.isWaitedFor || (this.spares === 0 && this.#turning > 0)
  }

  /** Whether a child should be started now: for a task that has waited, or in the place of one that is to retire. */
  get wantsMore(): boolean {
    if (this.#starting >= MAX_STARTING) return false
    const withoutSuccessor = [...this.#retiring.values()].filter(({ isReplaced }) => !isReplaced).length
    if (this.#starting < withoutSuccessor) return true
    const [oldest] = this.#waiting
    if (oldest === undefined || this.#starting >= this.#waiting.length) return false
    return this.#options.now() - oldest.since >= this.#patienceMs
  }

  take(): Promise<Child> {
    const free = this.#takeIdle()
    if (free !== undefined) {
      this.#busy.set(free, this.#options.now())
      return Promise.resolve(free)
    }
    return new Promise((resolve, reject) => this.#waiting.push({ since: this.#options.now(), resolve, reject }))
  }

  giveBack(child: Child): void {
    this.#busy.delete(child)
    const { retirement } = child
    if (retirement === 'now' || this.#retiring.get(child)?.isReplaced === true) return child.leave()
    if (retirement === 'soon') {
      if (this.#idle.length > 0) return child.leave()
      if (!this.#retiring.has(child)) this.#retiring.set(child, { isReplaced: false })
    }
    this.#offer(child)
  }

  /** Adds a child once it has imported the bundle. If it cannot, the task that has waited longest gets the error. */
  async add(start: () => Child): Promise<void> {
    this.#starting += 1
    const begunAt = this.#options.now()
    let isStartedAhead = false
    try {
      const child = start()
      isStartedAhead = child.isStartedAhead
      void child.exited.then(() => this.#forget(child))
      await child.ready
      this.#starting -= 1
      if (!isStartedAhead)
        this.#startMs = Math.min(LONGEST_START_MS, (this.#startMs + this.#options.now() - begunAt) / 2)
      this.#replaceOne()
      this.#offer(child)
    } catch (error) {
      this.#starting -= 1
      // It may have died before it got the snapshot. The next one tells whether the bundle can be imported.
      if (!isStartedAhead) this.#waiting.shift()?.reject(error)
    }
  }

  /** Children that have been idle for long exit. None of them stays longer if the worker has many. */
  sweep(isCrowded: boolean): void {
    for (;;) {
      const limitMs = this.#idle.length > 1 || isCrowded ? SPARE_IDLE_MS : LAST_IDLE_MS
      const [oldest] = this.#idle
      if (oldest === undefined || this.#options.now() - oldest.since < limitMs) return
      this.#idle.shift()
      oldest.child.leave()
    }
  }

  /** Idle children exit. Children with a task go on. */
  stop(): void {
    this.#isStopped = true
    for (const { child } of this.#idle.splice(0)) child.leave()
  }

  /** More children would only share the CPU with those that take turns, and the next one of these may be free at once. */
  get #patienceMs(): number {
    return (this.#startMs * this.#turning * TURNS_PER_CORE) / this.#options.cores
  }

  get #turning(): number {
    const since = this.#options.now() - this.#startMs * TURN_SHARE
    return this.#starting + [...this.#busy.values()].filter((begunAt) => begunAt > since).length
  }

  /** A child whose folder was removed cannot be used. */
  #takeIdle(): Child | undefined {
    for (;;) {
      const child = this.#idle.pop()?.child
      if (child === undefined || child.hasFolder()) return child
      child.leave()
    }
  }

  #offer(child: Child): void {
    child.onMessage(() => undefined)
    if (this.#isStopped) return child.leave()
    this.#idle.push({ child, since: this.#options.now() })
    const waiter = this.#waiting[0]
    const free = waiter === undefined ? undefined : this.#takeIdle()
    if (free === undefined) return
    this.#waiting.shift()
    this.#busy.set(free, this.#options.now())
    waiter?.resolve(free)
  }

  /** A child that is to retire and has no task exits. One with a task exits when it is given back. */
  #replaceOne(): void {
    const [child, state] = [...this.#retiring].find(([, { isReplaced }]) => !isReplaced) ?? []
    if (child === undefined || state === undefined) return
    state.isReplaced = true
    if (this.#removeIdle(child)) child.leave()
  }

  #forget(child: Child): void {
    this.#busy.delete(child)
    this.#retiring.delete(child)
    this.#removeIdle(child)
  }

  #removeIdle(child: Child): boolean {
    const index = this.#idle.findIndex((entry) => entry.child === child)
    return index >= 0 && this.#idle.splice(index, 1).length > 0
  }
}
