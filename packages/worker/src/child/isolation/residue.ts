import { readdirSync } from 'node:fs'
import { wait } from '@aiflow/sdk/internal/time'
import { CachedLook } from '../../system/cached-look.ts'
import type { TaskEnvironment } from './task-environment.ts'

/** Closed connections need a moment to disappear. */
const SETTLE_MS = [0, 5, 20]

/** Remembers the state of a process before its first task, to find out whether a task left something behind. */
export class Residue {
  readonly #resources = new Resources()
  readonly #cwd = process.cwd()
  readonly #entries = new CachedLook(this.#cwd, () => readdirSync(this.#cwd).length)
  readonly #environment: TaskEnvironment
  readonly #listeners = countListeners()

  constructor(environment: TaskEnvironment) {
    this.#environment = environment
    environment.remember()
  }

  /** Whether the process is in the same state as before. */
  async isClean(): Promise<boolean> {
    if (process.cwd() !== this.#cwd || !this.#environment.isUnchanged()) return false
    if (this.#hasEntries()) return false
    if (countListeners() > this.#listeners || process.exitCode !== undefined) return false
    if (!this.#resources.hasMore()) return true
    for (const ms of SETTLE_MS) {
      await wait(ms)
      // The timer of the pause has fired, so it does not count.
      if (!this.#resources.hasMore()) return true
    }
    return false
  }

  /** The working folder of a child is empty before its first task. One that cannot be read may not be. */
  #hasEntries(): boolean {
    try {
      return this.#entries.take() > 0
    } catch {
      return true
    }
  }
}

/** Counts timers, sockets, child processes and the like at one moment, by type. */
export class Resources {
  readonly #before = countResources()

  /** Whether there are now more than `spare` additional resources of a type. */
  hasMore(spare = 0): boolean {
    return [...countResources()].some(([type, count]) => count > (this.#before.get(type) ?? 0) + spare)
  }
}

function countResources(): Map<string, number> {
  const counts = new Map<string, number>()
  for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1)
  return counts
}

/** Listeners of the process (signals, exit) would also be called during other tasks. */
function countListeners(): number {
  return process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0)
}
