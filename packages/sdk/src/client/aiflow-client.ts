import { ChangesClient } from './events/changes-client.ts'
import { DeadLettersClient } from './events/dead-letters-client.ts'
import { EventsClient } from './events/events-client.ts'
import { ApprovalsClient } from './executions/approvals-client.ts'
import { TaskClient } from './executions/task-client.ts'
import { TaskExecutionsClient } from './executions/task-executions-client.ts'
import { WorkflowExecutionsClient } from './executions/workflow-executions-client.ts'
import { ConnectionsClient } from './server/connections-client.ts'
import { LiveClient } from './server/live-client.ts'
import { NamespacesClient } from './server/namespaces-client.ts'
import { PoolsClient } from './server/pools-client.ts'
import { SecretsClient } from './server/secrets-client.ts'
import { ServerClient } from './server/server-client.ts'
import { SessionClient } from './server/session-client.ts'
import { StatisticsClient } from './server/statistics-client.ts'
import { TokensClient } from './server/tokens-client.ts'
import { DEFAULT_RETRY, type RetryPolicy } from './transport/retry.ts'
import { type Source, Transport } from './transport/transport.ts'
import { BackfillsClient } from './workflows/backfills-client.ts'
import { SchedulesClient } from './workflows/schedules-client.ts'
import { TriggersClient } from './workflows/triggers-client.ts'
import { WorkflowsClient } from './workflows/workflows-client.ts'

const RESULT_WAIT_MS = 60_000

/** Options of `AIFlowClient`. */
export interface AIFlowClientOptions {
  /** URL of the server. A function is called before every attempt, for a server that may return at another address. */
  readonly url: Source<string>
  /** Bearer token of each request; none by default. A function is called before every attempt. */
  readonly token?: Source<string | null> | undefined
  /** Sends the requests; the global `fetch` by default. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** How calls that are safe to repeat are retried. */
  readonly retry?: Partial<RetryPolicy> | undefined
  /**
   * How long to wait for a change that the server has stored but cannot carry out at once, in milliseconds; 60,000 by
   * default. After that the call throws `TIMEOUT`, with the `offset` that `server.result` takes.
   */
  readonly resultWaitMs?: number | undefined
}

/**
 * A client of the server's HTTP interface, for Node and browsers. Calls throw AIFlowErrors: with the code of the server,
 * with SERVER_UNAVAILABLE if it cannot be reached, or with PROTOCOL_MISMATCH if its answer is not understood.
 */
export class AIFlowClient {
  readonly events: EventsClient
  readonly changes: ChangesClient
  readonly namespaces: NamespacesClient
  readonly pools: PoolsClient
  readonly secrets: SecretsClient
  readonly connections: ConnectionsClient
  readonly workflows: WorkflowsClient
  readonly workflowExecutions: WorkflowExecutionsClient
  readonly taskExecutions: TaskExecutionsClient
  readonly approvals: ApprovalsClient
  readonly triggers: TriggersClient
  readonly schedules: SchedulesClient
  readonly backfills: BackfillsClient
  readonly deadLetters: DeadLettersClient
  readonly server: ServerClient
  readonly session: SessionClient
  readonly live: LiveClient
  readonly statistics: StatisticsClient
  readonly tokens: TokensClient
  readonly task: TaskClient

  constructor(options: AIFlowClientOptions) {
    const transport = new Transport({
      url: options.url,
      token: options.token ?? null,
      fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
      retry: { ...DEFAULT_RETRY, ...options.retry },
      resultWaitMs: options.resultWaitMs ?? RESULT_WAIT_MS,
    })
    this.events = new EventsClient(transport)
    this.changes = new ChangesClient(transport)
    this.namespaces = new NamespacesClient(transport)
    this.pools = new PoolsClient(transport)
    this.secrets = new SecretsClient(transport)
    this.connections = new ConnectionsClient(transport)
    this.workflows = new WorkflowsClient(transport)
    this.workflowExecutions = new WorkflowExecutionsClient(transport)
    this.taskExecutions = new TaskExecutionsClient(transport)
    this.approvals = new ApprovalsClient(transport)
    this.triggers = new TriggersClient(transport)
    this.schedules = new SchedulesClient(transport)
    this.backfills = new BackfillsClient(transport)
    this.deadLetters = new DeadLettersClient(transport)
    this.server = new ServerClient(transport)
    this.session = new SessionClient(transport)
    this.live = new LiveClient(transport)
    this.statistics = new StatisticsClient(transport)
    this.tokens = new TokensClient(transport)
    this.task = new TaskClient(transport)
  }
}
