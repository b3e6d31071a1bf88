import type { AttemptFinder, FoundAttempt } from '../attempts/attempt-finder.ts'
import type { AttemptFamily } from '../attempts/attempt-process.ts'
import type { Cgroups } from '../machine/cgroups.ts'
import type { LivingAttempts } from '../machine/living-attempts.ts'
import { ProcessFamily } from '../machine/process-family.ts'
import type { ProcessTable } from '../machine/process-table.ts'

export interface LocalFinderOptions {
  readonly table: ProcessTable
  readonly cgroups: Cgroups
  readonly living: LivingAttempts
  /** The file that names the server of this home. */
  readonly serverFile: string
  /** The attempts that children of this home run. */
  readonly inChildren: () => readonly FoundAttempt[]
}

/** Finds attempts by the processes of this machine. */
export class LocalFinder implements AttemptFinder {
  readonly #options: LocalFinderOptions

  constructor(options: LocalFinderOptions) {
    this.#options = options
  }

  async inHome(): Promise<readonly FoundAttempt[]> {
    const { living, serverFile, inChildren } = this.#options
    return [...inChildren(), ...living.ofHome(serverFile).map((attemptId) => ({ attemptId, kind: 'bash' as const }))]
  }

  async has(attemptId: string): Promise<boolean> {
    return this.#options.living.has(attemptId)
  }

  async among(attemptIds: ReadonlySet<string>): Promise<readonly string[]> {
    return this.#options.living.among(attemptIds)
  }

  familyOf(attemptId: string): AttemptFamily {
    const { table, cgroups } = this.#options
    return new ProcessFamily(table, { leader: null, attemptId, cgroup: cgroups.of(attemptId) })
  }
}
