import type { Cgroups } from './cgroups.ts'
import type { ProcessTable } from './process-table.ts'

const ATTEMPT = 'AIFLOW_ATTEMPT_ID'
const HOME = 'AIFLOW_SERVER_FILE'
/** For this long, one look at all processes answers for many attempts. Only this worker starts more of them. */
const FRESH_MS = 250

/** Finds the attempts that have processes, whatever their files say. */
export class LivingAttempts {
  readonly #table: ProcessTable
  readonly #cgroups: Cgroups
  #seen: ReadonlySet<string> = new Set()
  #seenAt = Number.NEGATIVE_INFINITY

  constructor(table: ProcessTable, cgroups: Cgroups) {
    this.#table = table
    this.#cgroups = cgroups
  }

  /** Throws a shortage: while nobody can look, an attempt may be running. */
  has(attemptId: string): boolean {
    return this.#cgroups.of(attemptId).pids().length > 0 || this.#look().has(attemptId)
  }

  /** The attempts of the home that has this server file. */
  ofHome(serverFile: string): string[] {
    const homes = this.#table.variables(HOME)
    const found = [...this.#table.variables(ATTEMPT)].filter(([pid]) => homes.get(pid) === serverFile)
    return found.map(([, attemptId]) => attemptId)
  }

  /** Those of the given attempts that have processes. */
  among(attemptIds: ReadonlySet<string>): string[] {
    return [...new Set(this.#table.variables(ATTEMPT).values())].filter((attemptId) => attemptIds.has(attemptId))
  }

  #look(): ReadonlySet<string> {
    if (performance.now() - this.#seenAt > FRESH_MS) {
      this.#seen = new Set(this.#table.variables(ATTEMPT).values())
      this.#seenAt = performance.now()
    }
    return this.#seen
  }
}
