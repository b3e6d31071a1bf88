import type { Access } from '../access/access.ts'
import type { RateLimits } from '../access/rate-limits.ts'
import type { Sessions } from '../access/sessions.ts'
import type { Config } from '../config/config-schema.ts'
import type { ConfigSetting } from '../config/read-config.ts'
import type { SchedulerLoad } from '../log/commit-report.ts'
import type { Explainer } from '../log/explainer-port.ts'
import type { Ring } from '../log/ring-port.ts'
import type { WorkerDirectory } from '../log/worker-directory.ts'
import type { BlobStorage } from '../storage/blobs.ts'
import type { ReadStorage } from '../storage/storage.ts'
import type { UnreadText } from './unread-text.ts'

/** Counts for those who watch the server. */
interface Metrics {
  readonly contentType: string
  text(): Promise<string>
  /** To be told of every request; the route is the pattern of its path. */
  answered(request: { method: string; route: string; status: number; seconds: number }): void
}

/** Where and with what the server runs. */
interface Surroundings {
  readonly home: string
  /** Of the store. */
  readonly schema: number
  readonly settings: readonly ConfigSetting[]
}

/** What routes are made of. */
export interface HttpDependencies {
  readonly ring: Ring
  readonly storage: ReadStorage
  readonly blobs: BlobStorage
  readonly workers: WorkerDirectory
  readonly explainer: Explainer
  readonly access: Access
  readonly sessions: Sessions
  readonly rates: RateLimits
  readonly limits: Config['limits']
  readonly metrics: Metrics
  readonly surroundings: Surroundings
  readonly version: string
  /** Folder of the built web page, null where the server has none. */
  readonly pageFolder: string | null
  /** Milliseconds since the epoch. */
  readonly startTime: number
  isReady(): boolean
  /** How the scheduler keeps up; to be asked now and then, since it looks at all that lives. */
  load(): SchedulerLoad
  /** Called once the answer to a request to stop was sent. */
  stopServer(request: { readonly tasks: boolean }): void
  /** Aborted when the server is about to close: what follows the log must end. */
  readonly closing: AbortSignal
  /** What streams have written and clients have not read. */
  readonly unreadText: UnreadText
}
