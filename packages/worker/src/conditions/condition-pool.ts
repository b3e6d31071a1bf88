import { startInterval, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import { Child, type ChildSurroundings } from '../children/child.ts'
import type { EvaluateMessage, EvaluationResult } from '../children/messages.ts'
import type { Snapshot } from '../link/snapshot-cache.ts'
import { ConditionChild, type Question } from './condition-child.ts'

/** If the oldest question of a child takes longer than this, the next question goes to a new child, up to the limit. */
const PATIENCE_MS = 20
const SWEEP_MS = 60_000
const IDLE_LIMIT_MS = 10 * 60_000

interface SnapshotChildren {
  readonly children: ConditionChild[]
  usedAt: number
}

export interface ConditionPoolOptions {
  readonly around: ChildSurroundings
  readonly now: () => number
  /** Children per snapshot. */
  readonly maxChildren: number
}

/** Evaluates the conditions of users in warm children of their own, with limits of time and memory. */
export class ConditionPool {
  readonly #options: ConditionPoolOptions
  readonly #snapshots = new Map<string, SnapshotChildren>()
  readonly #sweeping: Timer

  constructor(options: ConditionPoolOptions) {
    this.#options = options
    this.#sweeping = startInterval(() => this.#sweep(), SWEEP_MS).unref()
  }

  /** Ensures that a child of the snapshot is ready or will be soon. */
  warm(snapshot: Snapshot): void {
    const entry = this.#entryOf(snapshot)
    entry.usedAt = this.#options.now()
    if (entry.children.length === 0) this.#add(entry, snapshot)
  }

  evaluate(request: EvaluateMessage, snapshot: Snapshot): Promise<EvaluationResult> {
    return new Promise((answer) => this.#ask({ request, answer }, snapshot))
  }

  stop(): void {
    stopTimer(this.#sweeping)
    for (const { children } of this.#snapshots.values()) for (const child of children) child.leave()
  }

  #ask(question: Question, snapshot: Snapshot): void {
    const entry = this.#entryOf(snapshot)
    entry.usedAt = this.#options.now()
    const usable = entry.children.filter((child) => !child.isWorn)
    const least = usable.reduce<ConditionChild | null>(
      (best, child) => (best === null || child.length < best.length ? child : best),
      null,
    )
    const isSlow = least !== null && least.busyMs > PATIENCE_MS && usable.length < this.#options.maxChildren
    const child = least === null || isSlow ? this.#add(entry, snapshot) : least
    child.ask(question)
  }

  #askAgain(question: Question, snapshot: Snapshot): void {
    try {
      this.#ask(question, snapshot)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      question.answer({ type: 'error', cause: 'worker', message })
    }
  }

  #add(entry: SnapshotChildren, snapshot: Snapshot): ConditionChild {
    const process = new Child('condition', snapshot, this.#options.around)
    const child = new ConditionChild(process, (questions) => {
      entry.children.splice(entry.children.indexOf(child), 1)
      for (const question of questions) this.#askAgain(question, snapshot)
    })
    entry.children.push(child)
    return child
  }

  #entryOf(snapshot: Snapshot): SnapshotChildren {
    const entry = this.#snapshots.get(snapshot.hash) ?? { children: [], usedAt: 0 }
    this.#snapshots.set(snapshot.hash, entry)
    return entry
  }

  #sweep(): void {
    for (const { children, usedAt } of this.#snapshots.values()) {
      if (this.#options.now() - usedAt > IDLE_LIMIT_MS) for (const child of children) child.leave()
    }
  }
}
