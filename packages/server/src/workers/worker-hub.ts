import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { LogChunk, LogMatches } from '@aiflow/sdk/internal/api/executions'
import type { ConnectionTest, ServerInfo } from '@aiflow/sdk/internal/api/server'
import type { ResolvedConnection } from '@aiflow/sdk/internal/connections'
import { AIFlowError, ERROR_CODES, type ErrorCode } from '@aiflow/sdk/internal/errors'
import { startTimer, stopTimer } from '@aiflow/sdk/internal/time'
import {
  type AttemptPart,
  CONNECTIONS_FEATURE,
  terminateWhenSilent,
  type WorkerLimits,
} from '@aiflow/sdk/internal/worker-protocol'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Access } from '../access/access.ts'
import { hasRole } from '../access/identity.ts'
import { refuseConnection } from '../access/refuse-connection.ts'
import { checkRequestOrigin } from '../access/request-origin.ts'
import type { Logger } from '../log/logger.ts'
import type { LogRange, LogSearch, WorkerDirectory } from '../log/worker-directory.ts'
import type { WorkerPort } from '../log/worker-port.ts'
import { AttemptParts } from './attempt-parts.ts'
import type { Hello } from './gathered-hello.ts'
import { lacksOf } from './older-protocols.ts'
import { OpenQuestions } from './open-questions.ts'
import { textOfQuestion } from './wire-questions.ts'
import { textOfPart } from './wire-specs.ts'
import { WorkerSession } from './worker-session.ts'

const PATH = '/api/v1/worker'
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024
/** A worker that does not answer is noticed after twice this time. */
const PING_INTERVAL_MS = 5_000
/** A close code of our own, besides those of a session. */
const TOKEN_ENDED = 4004

export interface WorkerHubOptions {
  readonly scheduler: WorkerPort
  readonly access: Access
  /** Names of this server, besides IP addresses and localhost. */
  readonly ownNames?: readonly string[] | undefined
  /** The address of this server, for workers and their tasks. */
  serverUrl(): string
  /** How long workers keep the logs of ended tasks. */
  readonly logDays: number
  /** The limits of user code on the workers. */
  readonly limits: WorkerLimits
  readonly logger: Logger
  readonly version: string
  /** Default: 5 seconds. */
  readonly pingIntervalMs?: number | undefined
}

interface KnownWorker {
  readonly hello: Hello
  readonly session: WorkerSession
  readonly socket: WebSocket
}

/** Maximum number of refused workers to remember. */
const KEPT_REFUSALS = 20

interface Refusal {
  readonly hello: Hello
  readonly reason: string
}

/** The server's end of the worker protocol. It accepts workers at `/api/v1/worker`, and knows which have connected. */
export class WorkerHub implements WorkerDirectory {
  readonly #options: WorkerHubOptions
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false })
  readonly #workers = new Map<string, KnownWorker>()
  /** Workers that were refused and have not been accepted since. */
  readonly #refusals = new Map<string, Refusal>()
  readonly #parts = new AttemptParts()
  readonly #questions = new OpenQuestions()
  /** Since when a worker has not answered, for those that left without closing their connection. */
  readonly #silences = new Map<string, number>()
  #isStopped = false

  constructor(options: WorkerHubOptions) {
    this.#options = options
  }

  /** Handles requests for WebSockets. */
  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
  }

  list(): ServerInfo['workers'] {
    const known = [...this.#workers.values()].map(({ hello, socket }) =>
      this.#describe(hello, socket.readyState === socket.OPEN),
    )
    const refused = [...this.#refusals.values()].map(({ hello, reason }) => ({
      ...this.#describe(hello, false),
      refused: reason,
    }))
    const listed = [...known.filter(({ id }) => !this.#refusals.has(id)), ...refused]
    const away = this.#options.scheduler
      .workersWithAttempts()
      .filter((id) => !listed.some((worker) => worker.id === id))
    return [...listed, ...away.map((id) => this.#describeUnseen(id))]
  }

  /** Stops listing a worker that will not come back. */
  forget(workerId: string): void {
    this.#workers.delete(workerId)
    this.#refusals.delete(workerId)
    this.#silences.delete(workerId)
    this.#parts.retain(workerId, new Set())
  }

  async readLog(workerId: string, attemptId: string, range: LogRange): Promise<LogChunk> {
    const worker = this.#workerOf(workerId)
    if (range.since !== undefined || range.line !== undefined) checkKnowsLogs(worker.hello)
    return logResult(await worker.session.readLog(attemptId, range), { workerId, attemptId })
  }

  async searchLog(workerId: string, attemptId: string, search: LogSearch): Promise<LogMatches> {
    const worker = this.#workerOf(workerId)
    checkKnowsLogs(worker.hello)
    return logResult(await worker.session.searchLog(attemptId, search), { workerId, attemptId })
  }

  async testConnection(connection: ResolvedConnection): Promise<ConnectionTest> {
    const worker = [...this.#workers.values()].find(testsConnections)
    if (worker === undefined) throw noTester([...this.#workers.values()])
    const workerId = worker.hello.workerId
    return { ...(await worker.session.testConnection(connection)), workerId }
  }

  partOfAttempt(attemptId: string, part: AttemptPart): Iterable<string> | null {
    const spec = this.#parts.find(attemptId) ?? this.#options.scheduler.specOf(attemptId)
    return spec === null ? null : textOfPart(spec, part)
  }

  question(name: string): Iterable<string> | null {
    const question = this.#questions.find(name)
    return question === null ? null : textOfQuestion(question)
  }

  /** Tells every connected worker to exit, and first to stop its tasks if `stopTasks` is set. */
  shutdownWorkers(stopTasks: boolean): void {
    for (const { session } of this.#workers.values()) session.shutdown(stopTasks)
  }

  /** Closes all connections. Workers and their tasks continue, and wait for a server. */
  async stop(): Promise<void> {
    this.#isStopped = true
    const closed = [...this.#sockets.clients].map((socket) => {
      const isClosed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
      socket.close(1001, 'the server is stopping')
      return isClosed
    })
    const forced = startTimer(() => {
      for (const socket of this.#sockets.clients) socket.terminate()
    }, 1000)
    await Promise.all(closed)
    stopTimer(forced)
    this.#sockets.close()
  }

  #workerOf(workerId: string): KnownWorker {
    const worker = this.#workers.get(workerId)
    if (worker === undefined) throw workerUnavailable(workerId)
    return worker
  }

  #describe(hello: Hello, connected: boolean): ServerInfo['workers'][number] {
    const { workerId: id, hostname, pid, slots, sharedSlots, version } = hello
    const lacks = lacksOf(hello)
    const { scheduler } = this.#options
    const sharedBusy = sharedSlots === undefined ? 0 : scheduler.busySharedSlots(id)
    const silentSince = this.#silences.get(id)
    return {
      id,
      hostname,
      pid,
      connected,
      slots,
      busy: scheduler.busySlots(id) - sharedBusy,
      ...(sharedSlots === undefined ? {} : { sharedSlots, sharedBusy }),
      version,
      ...(lacks.length === 0 ? {} : { lacks }),
      ...(connected || silentSince === undefined ? {} : { silentSince }),
    }
  }

  /** A worker with attempts that has not connected since this server started. */
  #describeUnseen(id: string): ServerInfo['workers'][number] {
    const busy = this.#options.scheduler.busySlots(id)
    return { id, hostname: '', pid: 0, connected: false, slots: 0, busy, version: '' }
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    try {
      this.#check(request)
    } catch (error) {
      return refuseConnection(socket, error)
    }
    this.#sockets.handleUpgrade(request, socket, head, (accepted) => this.#accept(accepted, request))
  }

  #check({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): void {
    if (this.#isStopped) throw new AIFlowError('SERVER_UNAVAILABLE', 'The server is stopping. Try again in a moment.')
    const path = url.split('?', 1)[0] ?? ''
    if (path !== PATH)
      throw new AIFlowError('ROUTE_NOT_FOUND', `There is no WebSocket at "${path}". Workers connect to "${PATH}".`)
    this.#checkOrigin(headers)
    this.#checkToken(headers)
  }

  #checkOrigin(headers: IncomingHttpHeaders): void {
    // A WebSocket can change things, although it is requested with GET.
    checkRequestOrigin({ method: 'POST', host: headers.host, origin: headers.origin }, this.#options.ownNames ?? [])
  }

  #checkToken({ authorization }: IncomingHttpHeaders): void {
    const identity = this.#options.access.identify(authorization)
    if (identity.type === 'task') throw new AIFlowError('FORBIDDEN', 'A task may not connect as a worker.')
    if (hasRole(identity, 'admin') && identity.namespaces === null) return
    throw new AIFlowError('FORBIDDEN', 'A worker needs a token with the role "admin" for all namespaces.')
  }

  /** Closes a connection whose token was revoked or has expired. */
  #checkAgain(socket: WebSocket, headers: IncomingHttpHeaders): void {
    try {
      this.#checkToken(headers)
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'a worker was disconnected, because its token is no longer valid')
      socket.close(TOKEN_ENDED, 'the token is no longer valid')
    }
  }

  #accept(socket: WebSocket, { headers, socket: stream }: IncomingMessage): void {
    const { logger, pingIntervalMs = PING_INTERVAL_MS } = this.#options
    // Every error is followed by a close.
    socket.on('error', (error) => logger.warn({ err: error }, 'the connection of a worker failed'))
    let hello: Hello | null = null
    terminateWhenSilent({ socket, stream }, pingIntervalMs, () => this.#fellSilent(hello))
    socket.on('pong', () => this.#checkAgain(socket, headers))
    const onHello = (session: WorkerSession, introduced: Hello) => {
      hello = introduced
      this.#silences.delete(introduced.workerId)
      this.#welcomed(session, introduced, socket)
    }
    const onRefused = (refused: Hello, reason: string) => this.#remember(refused, reason)
    const { scheduler, version, serverUrl, logDays, limits } = this.#options
    const shared = {
      scheduler,
      logger,
      version,
      serverUrl,
      logDays,
      limits,
      parts: this.#parts,
      questions: this.#questions,
    }
    new WorkerSession({ ...shared, socket, stream, onHello, onRefused })
  }

  #welcomed(session: WorkerSession, hello: Hello, socket: WebSocket): void {
    const before = this.#workers.get(hello.workerId)
    this.#workers.set(hello.workerId, { hello, session, socket })
    this.#refusals.delete(hello.workerId)
    before?.session.replace()
    const { workerId, hostname, held } = hello
    this.#options.logger.info({ workerId, hostname, held: held.length }, 'a worker connected')
  }

  /** The worker neither answers nor closes its connection: its process is frozen, or its machine is unreachable. */
  #fellSilent(hello: Hello | null): void {
    if (hello === null) return
    const { workerId, hostname, pid } = hello
    this.#silences.set(workerId, Date.now())
    this.#options.logger.error(
      { workerId, hostname, pid },
      'a worker does not answer; end its process so that another one can start',
    )
  }

  #remember(hello: Hello, reason: string): void {
    this.#refusals.delete(hello.workerId)
    this.#refusals.set(hello.workerId, { hello, reason })
    const [oldest] = this.#refusals.keys()
    if (this.#refusals.size > KEPT_REFUSALS && oldest !== undefined) this.#refusals.delete(oldest)
  }
}

type LogResult<T> =
  | ({ readonly type: 'ok' } & T)
  | { readonly type: 'error'; readonly code: string; readonly message: string }

/** Returns the worker's answer about a log, or throws its error. */
function logResult<T>(answer: LogResult<T>, of: { readonly workerId: string; readonly attemptId: string }): T {
  if (answer.type === 'ok') return answer
  const { code, message } = answer
  if (code === 'WORKER_UNAVAILABLE') throw workerUnavailable(of.workerId)
  throw new AIFlowError(isErrorCode(code) ? code : 'LOG_NOT_FOUND', message, { details: { ...of } })
}

/** Throws `PROTOCOL_MISMATCH`. */
function checkKnowsLogs({ workerId, version, protocol }: Hello): void {
  if (protocol >= 2) return
  const message = `The worker "${workerId}" is AIFlow ${version}, which keeps no times of logs and cannot search them. Start a newer worker.`
  throw new AIFlowError('PROTOCOL_MISMATCH', message, { details: { workerId, version } })
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code)
}

function testsConnections({ hello, socket }: KnownWorker): boolean {
  return socket.readyState === socket.OPEN && (hello.features?.includes(CONNECTIONS_FEATURE) ?? false)
}

function noTester(known: readonly KnownWorker[]): AIFlowError {
  const isAnyThere = known.some(({ socket }) => socket.readyState === socket.OPEN)
  const reason = isAnyThere ? 'each is of an older version' : 'none is connected'
  return new AIFlowError(
    'WORKER_UNAVAILABLE',
    `No worker can test the connection: ${reason}. "aiflow worker list" shows the workers.`,
  )
}

function workerUnavailable(workerId: string): AIFlowError {
  const message = `The worker "${workerId}" is not connected, and it keeps this log. Start it, or wait until it is back.`
  return new AIFlowError('WORKER_UNAVAILABLE', message, { details: { workerId } })
}
