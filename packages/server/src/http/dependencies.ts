import type { RateLimits } from '../access/rate-limits.ts'
import type { Sessions } from '../access/sessions.ts'
import type { Config } from '../config/config-schema.ts'
import type { ConfigSetting } from '../config/read-config.ts'
import type { SchedulerLoad } from '../log/commit-report.ts'
import type { RequestDependencies } from '../requests/dependencies.ts'
import type { UnreadText } from './streams/unread-text.ts'

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
export interface HttpDependencies extends RequestDependencies {
  readonly sessions: Sessions
  readonly rates: RateLimits
  readonly limits: Config['limits']
  readonly metrics: Metrics
  readonly surroundings: Surroundings
  /** Folder of the built web page, null where the server has none. */
  readonly pageFolder: string | null
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
