import { readdirSync } from 'node:fs'
import { wait } from '@aiflow/sdk/internal/time'

/** Connections that were just closed need a moment to be gone. */
const SETTLE_MS = [0, 5, 20]

/** What a process looked like before a task, to tell whether the task left something behind. */
export class Residue {
  readonly #resources = new Resources()
  readonly #cwd = process.cwd()
  readonly #environment = snapshotEnvironment()
  readonly #listeners = countListeners()

  /** Whether the process is as it was before. */
  async isClean(): Promise<boolean> {
    if (process.cwd() !== this.#cwd || snapshotEnvironment() !== this.#environment) return false
    if (hasEntries(this.#cwd)) return false
    if (countListeners() > this.#listeners || process.exitCode !== undefined) return false
    if (!this.#resources.hasMore()) return true
    for (const ms of SETTLE_MS) {
      await wait(ms)
      // The timer of the pause itself has fired and does not count.
      if (!this.#resources.hasMore()) return true
    }
    return false
  }
}

/** The working folder of a child is empty before its first task. */
function hasEntries(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0
  } catch {
    return true
  }
}

/** Timers, sockets, child processes and the like that keep the process alive, by type, as they were at one time. */
export class Resources {
  readonly #before = countResources()

  /** Whether there are now more of a type than so many in addition. */
  hasMore(spare = 0): boolean {
    return [...countResources()].some(([type, count]) => count > (this.#before.get(type) ?? 0) + spare)
  }
}

function countResources(): Map<string, number> {
  const counts = new Map<string, number>()
  for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1)
  return counts
}

/** Those for signals and the end of the process would hear of other tasks. */
function countListeners(): number {
  return process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0)
}

function snapshotEnvironment(): string {
  // biome-ignore lint/style/noProcessEnv: tasks may change it, which is what this looks for
  return JSON.stringify(process.env)
}
