import type { Server } from 'node:http'
import { startTimer, stopTimer } from '@aiflow/sdk/internal/time'
import Fastify, { type FastifyInstance } from 'fastify'
import type { HttpDependencies } from './dependencies.ts'
import { collectRoutes } from './documentation/collect-routes.ts'
import { addDocumentationRoutes } from './documentation/documentation-routes.ts'
import { refuseTunnels, replyToClientError } from './guard/client-errors.ts'
import { guardRoutes } from './guard/guard.ts'
import { createPageServer } from './page/serve-page.ts'
import { parseJsonBodies } from './parsing/json-bodies.ts'
import { refuseWrongQueryEncoding } from './parsing/query-encoding.ts'
import { parseStreamedBodies } from './parsing/streamed-bodies.ts'
import { replyWithCommonHeaders } from './replies/answer-headers.ts'
import type { ErrorLog } from './replies/error-log.ts'
import { replyToMalformedRequest, replyWithProblems } from './replies/problem-replies.ts'
import { requestIds } from './replies/request-ids.ts'
import { logRequests, type RequestLog } from './replies/request-log.ts'
import { addAuditRoutes } from './routes/events/audit-routes.ts'
import { addDeadLetterRoutes } from './routes/events/dead-letter-routes.ts'
import { addEventDetailRoutes } from './routes/events/event-detail-routes.ts'
import { addEventReadRoutes } from './routes/events/event-read-routes.ts'
import { addSendEventsRoute } from './routes/events/send-events-route.ts'
import { addArtifactRoutes } from './routes/executions/artifact-routes.ts'
import { addRuleRoutes } from './routes/executions/rule-routes.ts'
import { addStatisticsRoutes } from './routes/executions/statistics-routes.ts'
import { addTaskExecutionRoutes } from './routes/executions/task-execution-routes.ts'
import { addTaskLogRoutes } from './routes/executions/task-log-routes.ts'
import { addTaskResultRoutes } from './routes/executions/task-result-routes.ts'
import { addTriggerContentRoutes } from './routes/executions/trigger-content-routes.ts'
import { addWhyRoutes } from './routes/executions/why-routes.ts'
import { addWorkflowExecutionRoutes } from './routes/executions/workflow-execution-routes.ts'
import { addConfigurationRoutes } from './routes/server/configuration-routes.ts'
import { addMetricsRoute } from './routes/server/metrics-route.ts'
import { addServerRoutes } from './routes/server/server-routes.ts'
import { addSessionRoutes } from './routes/server/session-routes.ts'
import { addTokenRoutes } from './routes/server/token-routes.ts'
import { addTaskArtifactRoutes } from './routes/tasks/task-artifact-routes.ts'
import { addTaskRoutes } from './routes/tasks/task-routes.ts'
import { addWorkerRoutes } from './routes/tasks/worker-routes.ts'
import { addNamespaceRoutes } from './routes/workflows/namespace-routes.ts'
import { addPoolRoutes } from './routes/workflows/pool-routes.ts'
import { addScheduleRoutes } from './routes/workflows/schedule-routes.ts'
import { addSnapshotRoutes } from './routes/workflows/snapshot-routes.ts'
import { addTriggerRoutes } from './routes/workflows/trigger-routes.ts'
import { addUploadRoute } from './routes/workflows/upload-route.ts'
import { addWorkflowRoutes } from './routes/workflows/workflow-routes.ts'
import { addChangesRoute } from './streams/changes-route.ts'
import { addFollowTaskLogRoute } from './streams/follow-task-log-route.ts'
import { addListenRoute } from './streams/listen-route.ts'
import { addLiveRoute } from './streams/live-route.ts'
import { UnreadText, type UnreadTextOptions } from './streams/unread-text.ts'

const MAX_PARAMETER_LENGTH = 512
const CLOSE_LIMIT_MS = 2000
/** Maximum time to receive a request with its body. There is no limit for the answer. */
const REQUEST_LIMIT_MS = 120_000

/** How long an idle connection may stay open. */
export const DEFAULT_SILENCE_MS = 120_000
const MAX_CONNECTIONS = 10_000

const ROUTES = [
  addMetricsRoute,
  addServerRoutes,
  addConfigurationRoutes,
  addDeadLetterRoutes,
  addSendEventsRoute,
  addListenRoute,
  addChangesRoute,
  addLiveRoute,
  addStatisticsRoutes,
  addEventReadRoutes,
  addEventDetailRoutes,
  addNamespaceRoutes,
  addPoolRoutes,
  addUploadRoute,
  addWorkflowRoutes,
  addTriggerRoutes,
  addScheduleRoutes,
  addWorkflowExecutionRoutes,
  addRuleRoutes,
  addTaskExecutionRoutes,
  addTaskLogRoutes,
  addWhyRoutes,
  addFollowTaskLogRoute,
  addTaskResultRoutes,
  addTriggerContentRoutes,
  addArtifactRoutes,
  addTaskArtifactRoutes,
  addSnapshotRoutes,
  addTaskRoutes,
  addWorkerRoutes,
  addTokenRoutes,
  addSessionRoutes,
  addAuditRoutes,
]

export interface HttpServerOptions extends Omit<HttpDependencies, 'closing' | 'unreadText'> {
  /** Host names of this server, in addition to IP addresses and localhost. */
  readonly ownNames: readonly string[]
  /** Limits of what clients may leave unread in streams. */
  readonly unread: UnreadTextOptions
  /** How long an idle connection may stay open, in milliseconds. */
  readonly silenceMs: number
  readonly log: ErrorLog & RequestLog
}

export interface ListenAddress {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
}

/** The HTTP API: routes under `/api/v1`, errors as problems, access by tokens. */
export class HttpServer {
  readonly #app: FastifyInstance
  readonly #closing = new AbortController()

  constructor(options: HttpServerOptions) {
    this.#app = Fastify({
      exposeHeadRoutes: false,
      genReqId: requestIds(),
      requestTimeout: REQUEST_LIMIT_MS,
      connectionTimeout: options.silenceMs,
      routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
      frameworkErrors: replyToMalformedRequest,
      clientErrorHandler: replyToClientError,
    })
    this.#app.server.maxConnections = MAX_CONNECTIONS
    refuseTunnels(this.#app.server)
    replyWithCommonHeaders(this.#app)
    logRequests(this.#app, options.log)
    parseJsonBodies(this.#app)
    refuseWrongQueryEncoding(this.#app)
    parseStreamedBodies(this.#app)
    const servePage = options.pageFolder === null ? null : createPageServer(this.#app, options.pageFolder)
    replyWithProblems(this.#app, options.log, servePage)
    guardRoutes(this.#app, options)
    const routes = collectRoutes(this.#app)
    const dependencies = { ...options, closing: this.#closing.signal, unreadText: new UnreadText(options.unread) }
    for (const addRoutes of ROUTES) addRoutes(this.#app, dependencies)
    addDocumentationRoutes(this.#app, routes, options.version)
  }

  /** For WebSocket upgrades. */
  get server(): Server {
    return this.#app.server
  }

  /** Listens, and returns the URL. */
  async start({ host, port }: ListenAddress): Promise<string> {
    return this.#app.listen({ host, port })
  }

  /** Gives running requests a moment to finish. Ends streams. */
  async stop(): Promise<void> {
    this.#closing.abort()
    const forced = startTimer(() => this.#app.server.closeAllConnections(), CLOSE_LIMIT_MS)
    try {
      await this.#app.close()
    } finally {
      stopTimer(forced)
    }
  }
}
