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
import { ROUTES } from './routes.ts'
import { UnreadText, type UnreadTextOptions } from './streams/unread-text.ts'

const MAX_PARAMETER_LENGTH = 512
const CLOSE_LIMIT_MS = 2000
/** Maximum time to receive a request with its body. There is no limit for the answer. */
const REQUEST_LIMIT_MS = 120_000

/** Routes check requests with schemas of zod, so the compilers of Fastify need not be loaded. */
const NO_COMPILERS = { buildValidator: refuseSchema, buildSerializer: refuseSchema }

/** How long an idle connection may stay open. */
export const DEFAULT_SILENCE_MS = 120_000
const MAX_CONNECTIONS = 10_000

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
      schemaController: { compilersFactory: NO_COMPILERS },
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
    const servePage = options.pageFolder === null ? null : createPageServer(options.pageFolder)
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

function refuseSchema(): never {
  throw new Error('no route has a schema of Fastify')
}
