import type { Access } from '../access/access.ts'
import type { Controls } from '../log/controls.ts'
import type { EventLog } from '../log/event-log.ts'
import type { Explainer } from '../log/explainer-port.ts'
import type { LiveView } from '../log/live-view.ts'
import type { WorkerDirectory } from '../log/worker-directory.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { BlobStorage } from '../storage/blobs.ts'
import type { ReadStorage } from '../storage/reads/read-storage.ts'

/** What requests depend on, whichever door they come through. */
export interface RequestDependencies {
  readonly eventLog: EventLog
  readonly controls: Controls
  readonly live: LiveView
  readonly storage: ReadStorage
  readonly blobs: BlobStorage
  readonly workers: WorkerDirectory
  readonly explainer: Explainer
  readonly access: Access
  readonly secrets: Secrets
  readonly version: string
  /** Milliseconds since the epoch. */
  readonly startTime: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
}
