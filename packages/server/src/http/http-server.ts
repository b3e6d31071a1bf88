import type { Server } from 'node:http'
import { startTimer, stopTimer } from '@aiflow/sdk/internal/time'
import Fastify, { type FastifyInstance } from 'fastify'
import { replyWithCommonHeaders } from './answer-headers.ts'
import { addArtifactRoutes } from './artifact-routes.ts'
import { addAuditRoutes } from './audit-routes.ts'
import { addChangesRoute } from './changes-route.ts'
import { refuseTunnels, replyToClientError } from './client-errors.ts'
import { addConfigurationRoutes } from './configuration-routes.ts'
import { addDeadLetterRoutes } from './dead-letter-routes.ts'
import type { HttpDependencies } from './dependencies.ts'
import { collectRoutes } from './documentation/collect-routes.ts'
import { addDocumentationRoutes } from './documentation/documentation-routes.ts'
import type { ErrorLog } from './error-log.ts'
import { addEventDetailRoutes } from './event-detail-routes.ts'
import { addEventReadRoutes } from './event-read-routes.ts'
import { addFollowTaskLogRoute } from './follow-task-log-route.ts'
import { guardRoutes } from './guard.ts'
import { parseJsonBodies } from './json-bodies.ts'
import { addListenRoute } from './listen-route.ts'
import { addLiveRoute } from './live-route.ts'
import { addMetricsRoute } from './metrics-route.ts'
import { addNamespaceRoutes } from './namespace-routes.ts'
import { createPageServer } from './page/serve-page.ts'
import { addPoolRoutes } from './pool-routes.ts'
import { replyToMalformedRequest, replyWithProblems } from './problem-replies.ts'
import { refuseWrongQueryEncoding } from './query-encoding.ts'
import { requestIds } from './request-ids.ts'
import { logRequests, type RequestLog } from './request-log.ts'
import { addRuleRoutes } from './rule-routes.ts'
import { addScheduleRoutes } from './schedule-routes.ts'
import { addSendEventsRoute } from './send-events-route.ts'
import { addServerRoutes } from './server-routes.ts'
import { addSessionRoutes } from './session-routes.ts'
import { addSnapshotRoutes } from './snapshot-routes.ts'
import { addStatisticsRoutes } from './statistics-routes.ts'
import { parseStreamedBodies } from './streamed-bodies.ts'
import { addTaskArtifactRoutes } from './task-artifact-routes.ts'
import { addTaskExecutionRoutes } from './task-execution-routes.ts'
import { addTaskLogRoutes } from './task-log-routes.ts'
import { addTaskResultRoutes } from './task-result-routes.ts'
import { addTaskRoutes } from './task-routes.ts'
import { addTokenRoutes } from './token-routes.ts'
import { addTriggerContentRoutes } from './trigger-content-routes.ts'
import { addTriggerRoutes } from './trigger-routes.ts'
import { UnreadText, type UnreadTextOptions } from './unread-text.ts'
import { addUploadRoute } from './upload-route.ts'
import { addWhyRoutes } from './why-routes.ts'
import { addWorkerRoutes } from './worker-routes.ts'
import { addWorkflowExecutionRoutes } from './workflow-execution-routes.ts'
import { addWorkflowRoutes } from './workflow-routes.ts'

const MAX_PARAMETER_LENGTH = 512
const CLOSE_LIMIT_MS = 2000
/** To send a request, body included; an answer may take as long as it likes. */
const REQUEST_LIMIT_MS = 120_000

/** A connection on which nothing moves any more. */
const SILENCE_LIMIT_MS = 120_000
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
  /** Names by which this server may be called, beside IP addresses and localhost. */
  readonly ownNames: readonly string[]
  /** What clients may leave unread of streams. */
  readonly unread: UnreadTextOptions
  readonly log: ErrorLog & RequestLog
}

export interface ListenAddress {
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
}

/** The HTTP interface: routes under `/api/v1`, problems for errors, tokens for everyone. */
export class HttpServer {
  readonly #app: FastifyInstance
  readonly #closing = new AbortController()

  constructor(options: HttpServerOptions) {
    this.#app = Fastify({
      exposeHeadRoutes: false,
      genReqId: requestIds(),
      requestTimeout: REQUEST_LIMIT_MS,
      connectionTimeout: SILENCE_LIMIT_MS,
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

  /** For what upgrades connections. */
  get server(): Server {
    return this.#app.server
  }

  /** Listens, and returns the URL. */
  async start({ host, port }: ListenAddress): Promise<string> {
    return this.#app.listen({ host, port })
  }

  /** Lets requests end that are under way, for a moment; those that follow the log are ended. */
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
