import { setTimeout as sleep } from 'node:timers/promises'

/** Connections that were just closed need a moment to be gone. */
const SETTLE_MS = [0, 5, 20]

/** What a process looked like before a task, to tell whether the task left something behind. */
export class Residue {
  readonly #resources = countResources()
  readonly #cwd = process.cwd()
  readonly #environment = snapshotEnvironment()

  /** Whether the process is as it was before. */
  async isClean(): Promise<boolean> {
    if (process.cwd() !== this.#cwd || snapshotEnvironment() !== this.#environment) return false
    if (!this.#hasMoreResources()) return true
    for (const ms of SETTLE_MS) {
      await sleep(ms)
      // The timer of the pause itself has fired and does not count.
      if (!this.#hasMoreResources()) return true
    }
    return false
  }

  #hasMoreResources(): boolean {
    return [...countResources()].some(([type, count]) => count > (this.#resources.get(type) ?? 0))
  }
}

/** Timers, sockets, child processes and the like that keep the process alive, by type. */
function countResources(): Map<string, number> {
  const counts = new Map<string, number>()
  for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1)
  return counts
}

function snapshotEnvironment(): string {
  // biome-ignore lint/style/noProcessEnv: tasks may change it, which is what this looks for
  return JSON.stringify(process.env)
}
