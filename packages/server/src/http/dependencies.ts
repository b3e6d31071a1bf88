import type { RateLimits } from '../access/rate-limits.ts'
import type { Sessions } from '../access/sessions.ts'
import type { Config } from '../config/config-schema.ts'
import type { ConfigSetting } from '../config/read-config.ts'
import type { SchedulerLoad } from '../log/commit-report.ts'
import type { RequestDependencies } from '../requests/dependencies.ts'
import type { AssistantDoor } from './assistants/assistant-door.ts'
import type { UnreadText } from './streams/unread-text.ts'

/** Counters for monitoring. */
interface Metrics {
  readonly contentType: string
  text(): Promise<string>
  /** Called for every request. The route is the pattern of its path. */
  answered(request: { method: string; route: string; status: number; seconds: number }): void
}

/** Where the server runs, and with which settings. */
interface Surroundings {
  readonly home: string
  /** The schema version of the store. */
  readonly schema: number
  readonly settings: readonly ConfigSetting[]
}

/** Everything that routes depend on. */
export interface HttpDependencies extends RequestDependencies {
  readonly sessions: Sessions
  readonly rates: RateLimits
  readonly limits: Config['limits']
  readonly metrics: Metrics
  readonly surroundings: Surroundings
  /** Folder of the built web page, null if the server has none. */
  readonly pageFolder: string | null
  /** Answers assistants at `/mcp`; null if the server does not. It is loaded at its first request. */
  readonly assistantDoor: AssistantDoor | null
  isReady(): boolean
  /** The load of the scheduler. Costs time in proportion to what is active, so call it rarely. */
  load(): SchedulerLoad
  /** Called once the answer to a stop request has been sent. */
  stopServer(request: { readonly tasks: boolean }): void
  /** Aborted when the server is about to close: streams must end. */
  readonly closing: AbortSignal
  /** Text that streams have written and clients have not read. */
  readonly unreadText: UnreadText
}
