import type { Event } from '@aiflow/sdk/internal/model'
import type { Hearing } from '../../log/hearing.ts'
import type { Plan } from '../../rules/plan.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'

/** What an event would meet, if it was sent now. */
export interface Asked {
  readonly storage: ReadStorage
  readonly event: Event
  readonly hearing: Hearing
  /** The plan of a snapshot, null if that is gone. Executions of one version share it. */
  readonly planOf: (snapshotHash: string) => Promise<Plan | null>
}
