import type { Snapshot } from '../link/snapshot-cache.ts'
import { Child, type ChildSurroundings } from './child.ts'

const SWEEP_MS = 30_000
/** A child that was idle for this long leaves, where another one of its snapshot is idle. */
const SPARE_IDLE_MS = 60_000
/** The last idle child of a snapshot stays longer. */
const LAST_IDLE_MS = 15 * 60_000

interface IdleChild {
  readonly child: Child
  readonly since: number
}

export interface ChildPoolOptions {
  readonly around: ChildSurroundings
  readonly now: () => number
  /** How many may be idle or starting at once, over all snapshots. */
  readonly maxIdle: number
}

/**
 * Warm children, one task at a time each. Whenever one is taken another becomes ready behind it, so that the next task
 * of the snapshot finds a warm one too.
 */
export class ChildPool {
  readonly #options: ChildPoolOptions
  readonly #idle = new Map<string, IdleChild[]>()
  readonly #sweeping: NodeJS.Timeout
  #stopped = false

  constructor(options: ChildPoolOptions) {
    this.#options = options
    this.#sweeping = setInterval(() => this.#sweep(), SWEEP_MS).unref()
  }

  /** Makes sure that one child of the snapshot is ready or will be soon. */
  warm(snapshot: Snapshot): void {
    if (this.#of(snapshot).length > 0 || this.#stopped || this.#idleCount() >= this.#options.maxIdle) return
    this.giveBack(new Child('task', snapshot, this.#options.around))
  }

  /** A child that has imported the bundle. Rejects where the bundle cannot be imported. */
  async take(snapshot: Snapshot): Promise<Child> {
    const child = this.#of(snapshot).pop()?.child ?? new Child('task', snapshot, this.#options.around)
    setImmediate(() => this.warm(snapshot))
    await child.ready
    return child
  }

  /** The child is ready for the next task. */
  giveBack(child: Child): void {
    const idle = this.#of(child.snapshot)
    idle.push({ child, since: this.#options.now() })
    child.onMessage(() => undefined)
    void child.exited.then(() => this.#remove(child))
    if (this.#stopped) child.send({ type: 'leave' })
  }

  /** Idle children leave; those with a task go on. */
  stop(): void {
    this.#stopped = true
    clearInterval(this.#sweeping)
    for (const idle of this.#idle.values()) for (const { child } of idle) child.send({ type: 'leave' })
  }

  #of(snapshot: Snapshot): IdleChild[] {
    const idle = this.#idle.get(snapshot.hash) ?? []
    this.#idle.set(snapshot.hash, idle)
    return idle
  }

  #idleCount(): number {
    return [...this.#idle.values()].reduce((sum, idle) => sum + idle.length, 0)
  }

  #remove(child: Child): void {
    const idle = this.#of(child.snapshot)
    const index = idle.findIndex((entry) => entry.child === child)
    if (index >= 0) idle.splice(index, 1)
  }

  /** The oldest are at the front: the newest is taken first. */
  #sweep(): void {
    for (const idle of this.#idle.values()) {
      const limitMs = idle.length > 1 ? SPARE_IDLE_MS : LAST_IDLE_MS
      const oldest = idle[0]
      if (oldest === undefined || this.#options.now() - oldest.since < limitMs) continue
      idle.shift()
      oldest.child.send({ type: 'leave' })
    }
  }
}
