import { hostname } from 'node:os'
import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import { MAX_WORKER_SLOTS } from '@aiflow/sdk/internal/limits'
import { abortedAfter } from '@aiflow/sdk/internal/time'
import {
  CONNECTIONS_FEATURE,
  type EvaluateRequest,
  JSON_METRICS_PROTOCOL,
  type MessageOf,
  OLDEST_WORKER_PROTOCOL,
  type ReadLogRequest,
  type Report,
  type SearchLogRequest,
  type ServerMessage,
  WORKER_PROTOCOL,
  type WorkerMessage,
} from '@aiflow/sdk/internal/worker-protocol'
import { FrozenWatch } from './attempts/frozen-watch.ts'
import { endLeftChildren } from './children/child-folders.ts'
import { livingChildren } from './children/living-children.ts'
import { readStoreId, readWorkerId, writeStoreId } from './identity.ts'
import { IdleWatch } from './idle-watch.ts'
import { helloMessages } from './link/hello.ts'
import { ReportBox } from './link/report-box.ts'
import { findServer, type ServerEndpoint } from './link/server-endpoint.ts'
import { ServerLink } from './link/server-link.ts'
import { HomeLock } from './lock.ts'
import type { ProcessTable } from './machine/process-table.ts'
import { thisMachine } from './machine/this-machine.ts'
import type { WorkerOptions } from './options.ts'
import { createServices, type Services } from './services.ts'
import { createFolders, renewFolders, type WorkerHome, workerHome } from './worker-home.ts'

/** A task that shares its process mostly waits, so a worker runs many of them in place of one that has a process to itself. */
const SHARED_PER_SLOT = 16
/** The first version of the protocol with messages about attempts that are frozen, or wait for what they need. */
const FROZEN_PROTOCOL = 3
/** What older workers cannot do. */
const FEATURES = ['secrets', CONNECTIONS_FEATURE, 'items']
/** Errors after which a condition fails. After others it is asked again. */
const UNUSABLE: readonly string[] = ['SNAPSHOT_NOT_FOUND', 'PACKAGES_UNAVAILABLE']
/** How long a question of the server waits for a snapshot to be fetched. */
const SNAPSHOT_LIMIT_MS = 10_000
/** A child that is idle exits at once, unless code of authors delays it. */
const CHILDREN_LEAVE_MS = 1000

/** Starts, supervises and stops the processes of tasks for one server. Tasks outlive it. */
export class Worker {
  readonly #options: WorkerOptions
  readonly #home: WorkerHome
  readonly #table: ProcessTable
  readonly #lock: HomeLock
  readonly #services: Services
  readonly #box: ReportBox
  readonly #link: ServerLink
  readonly #idle: IdleWatch
  readonly #frozen: FrozenWatch
  readonly #left = Promise.withResolvers<void>()
  #server: ServerEndpoint | null = null
  #workerId = ''
  /** Lowered if the server is older. */
  #protocol = WORKER_PROTOCOL
  #storeId: string | null = null
  #isWelcome = false
  #isStopping = false
  /** Why files could not be created again. Logged once. */
  #renewalProblem = ''

  constructor(options: WorkerOptions, table: ProcessTable = thisMachine(options.bootIdFile)) {
    this.#options = options
    this.#home = workerHome(options.home)
    this.#table = table
    this.#lock = new HomeLock(this.#home.lockFile, table)
    this.#services = createServices({
      options,
      home: this.#home,
      table,
      server: () => this.#server,
      isAlone: () => this.#lock.isAlone(),
      report: (id, report, options) => this.#box.add(id, report, options),
      waiting: () => this.#tellPreparing(),
    })
    this.#box = new ReportBox((entries) => this.#sendReports(entries))
    this.#link = new ServerLink(() => this.#findServer(), {
      hello: () => this.#hello(),
      message: (message, server) => this.#receive(message, server),
      unreachable: (error) => this.#lostServer(error),
    })
    this.#frozen = new FrozenWatch({
      running: () => this.#services.supervisor.running(),
      changed: () => this.#tellFrozen(),
      warn: (message, details) => options.logger.warn(details, message),
    })
    this.#idle = new IdleWatch({
      limitMs: options.leaveAfterMs,
      isIdle: () => !this.#isWelcome && !this.#services.supervisor.hasRunning,
      leave: () => this.#leave('There is no server, and there is nothing to do.'),
    })
  }

  /** Resolves when the worker has left: after `stop`, after a `shutdown` by the server, or after a long idle time. */
  get left(): Promise<void> {
    return this.#left.promise
  }

  /** Throws ALREADY_EXISTS if another worker runs in this home. */
  async start(): Promise<void> {
    createFolders(this.#home)
    this.#lock.acquire()
    await this.#lock.refuseUnnamed(this.#home.socket)
    this.#services.install()
    this.#services.questions.empty()
    this.#workerId = readWorkerId(this.#home)
    this.#storeId = readStoreId(this.#home.storeIdFile)
    await this.#services.door.open()
    this.#lock.keep({
      held: () => void this.#renewFiles(),
      lost: () => void this.#leave(`Another worker runs in this home: "${this.#home.lockFile}" names it.`),
    })
    this.#endLeftChildren()
    await this.#services.supervisor.recover(this.#storeId)
    this.#sweepSecrets()
    this.#services.pythonAhead.sweep()
    this.#services.retention.sweep()
    this.#services.retention.start()
    this.#services.folderRetention.start()
    this.#services.environmentUpkeep.start()
    this.#services.packages.start()
    this.#idle.start()
    this.#frozen.start()
    this.#link.start()
    this.#options.logger.info({ home: this.#home.root }, 'The worker has started.')
  }

  /** Leaves. Attempts go on, and the next worker takes them over. */
  async stop(): Promise<void> {
    if (this.#isStopping) return this.left
    this.#isStopping = true
    this.#idle.stop()
    this.#frozen.stop()
    // Reports are sent before the connection closes. The journal holds them anyway.
    this.#box.flush()
    await this.#link.stop()
    const { cgroups, liveLogs, retention, folderRetention, pool, sharedPool, commandShell, pythonAhead } =
      this.#services
    const { conditions, door, supervisor, environmentUpkeep, packages, leaving } = this.#services
    supervisor.abandon()
    packages.stop()
    retention.stop()
    folderRetention.stop()
    environmentUpkeep.stop()
    liveLogs.stop()
    pool.stop()
    sharedPool.stop()
    pythonAhead.stop()
    await commandShell.stop()
    conditions.stop()
    await leaving.gone(CHILDREN_LEAVE_MS)
    door.close()
    cgroups.close()
    this.#lock.release()
    this.#left.resolve()
  }

  /** Stops every attempt. Resolves when nothing of them is left. */
  async stopTasks(): Promise<void> {
    this.#services.supervisor.stopAll()
    await this.#services.supervisor.allEnded()
  }

  /** Creates files and folders again that were removed or damaged. */
  async #renewFiles(): Promise<void> {
    try {
      renewFolders(this.#home)
      if (!this.#services.isInstalled()) this.#services.install()
      await this.#services.door.renew()
      this.#renewalProblem = ''
    } catch (error) {
      const problem = String(error)
      if (problem !== this.#renewalProblem)
        this.#options.logger.error({ err: error }, 'The worker could not create its files again.')
      this.#renewalProblem = problem
    }
  }

  /** Ends children of earlier workers, except those that have a task or may have one. */
  #endLeftChildren(): void {
    const { journal } = this.#services
    const living = livingChildren(this.#table, this.#home)
    journal.missJournalsOf(living.map(({ id }) => id))
    const inUse = journal.childrenInUse()
    endLeftChildren({
      folder: this.#home.children,
      table: this.#table,
      living,
      isInUse: ({ id, attemptIds }) => inUse.has(id) || attemptIds.some((attemptId) => !journal.isSettled(attemptId)),
    })
  }

  /** Removes the files of secrets of attempts that ended while no worker ran. */
  #sweepSecrets(): void {
    const { supervisor, masking } = this.#services
    const held = new Set([...supervisor.allHeld(), ...supervisor.unrecorded()])
    masking.sweep((attemptId) => held.has(attemptId))
  }

  #findServer(): Promise<ServerEndpoint> {
    const { serverUrl, tokenFile } = this.#options
    const places = { url: serverUrl, serverFile: this.#home.serverFile, tokenFile: tokenFile ?? this.#home.tokenFile }
    return findServer(places)
  }

  #hello(): WorkerMessage[] {
    return helloMessages({
      type: 'hello',
      protocol: this.#protocol,
      workerId: this.#workerId,
      storeId: this.#storeId,
      hostname: hostname(),
      pid: process.pid,
      bootId: this.#table.bootId,
      version: this.#options.version,
      slots: this.#options.slots,
      sharedSlots: sharedSlotsOf(this.#options.slots),
      operators: this.#services.operators(),
      features: FEATURES,
      held: this.#services.supervisor.held(),
      found: this.#services.supervisor.unrecorded(),
    })
  }

  #receive(message: ServerMessage, server: ServerEndpoint): void {
    const { supervisor } = this.#services
    switch (message.type) {
      case 'welcome':
        return this.#welcome(message, server)
      case 'wanted':
        return supervisor.want(message.wanted)
      case 'refused':
        return this.#refused(message)
      case 'start':
        for (const spec of message.specs) supervisor.start(spec)
        return
      case 'stop':
        for (const attemptId of message.attemptIds) supervisor.stop(attemptId)
        return
      case 'acknowledge':
        // Attempts that came with it start first.
        return void setImmediate(() => this.#acknowledge(message.reportIds))
      case 'evaluate':
        return void this.#evaluate(message)
      case 'readLog':
        return void this.#readLog(message)
      case 'searchLog':
        return void this.#searchLog(message)
      case 'testConnection':
        return void this.#testConnection(message)
      case 'forget':
        for (const attemptId of message.attemptIds) this.#services.folderRetention.forget(attemptId)
        return this.#services.retention.forget(message.attemptIds)
      case 'warm':
        return void this.#warm(message)
      case 'shutdown':
        return void this.#shutDown(message.stopTasks)
    }
  }

  /** An older server refuses a newer protocol. The next connection tries an older version. */
  #refused({ code, message }: MessageOf<ServerMessage, 'refused'>): void {
    if (code === 'PROTOCOL_MISMATCH' && this.#protocol > OLDEST_WORKER_PROTOCOL) this.#protocol -= 1
    else void this.#leave(`The server refused this worker: ${message}`)
  }

  #welcome(message: MessageOf<ServerMessage, 'welcome'>, server: ServerEndpoint): void {
    this.#server = server
    this.#isWelcome = true
    if (this.#storeId !== message.storeId) writeStoreId(this.#home.storeIdFile, message.storeId)
    this.#storeId = message.storeId
    if (message.limits !== undefined) this.#services.limits.set(message.limits)
    this.#services.supervisor.reconcile(message)
    this.#box.resend()
    if (this.#frozen.attemptIds.length > 0) this.#tellFrozen()
    if (this.#services.packages.waiting.size > 0) this.#tellPreparing()
    this.#services.retention.keep(message.logDays)
    this.#options.logger.info({ server: server.url, storeId: message.storeId }, 'Connected to the server.')
  }

  /** An older server does not know this message. */
  #tellPreparing(): void {
    if (!this.#isWelcome || this.#protocol < FROZEN_PROTOCOL) return
    const attempts = [...this.#services.packages.waiting].map(([attemptId, what]) => ({ attemptId, what }))
    this.#link.send({ type: 'preparing', attempts })
  }

  /** An older server does not know this message. */
  #tellFrozen(): void {
    if (!this.#isWelcome || this.#protocol < FROZEN_PROTOCOL) return
    this.#link.send({ type: 'frozen', attemptIds: [...this.#frozen.attemptIds] })
  }

  #sendReports(entries: readonly { id: string; report: Report }[]): void {
    if (!this.#isWelcome) return
    const reports = entries.filter(({ report }) => this.#services.supervisor.belongs(report))
    if (reports.length === 0) return
    const knownReports = this.#protocol < JSON_METRICS_PROTOCOL ? reports.map(withNumbersAlone) : reports
    this.#link.send({ type: 'reports', reports: knownReports })
  }

  #acknowledge(reportIds: readonly string[]): void {
    // The next worker hears of it again.
    if (this.#isStopping) return
    for (const id of reportIds) {
      const report = this.#box.acknowledge(id)
      if (report?.type !== 'finished') continue
      this.#box.drop(report.attemptId)
      this.#services.supervisor.settle(report.attemptId)
    }
  }

  async #evaluate(request: EvaluateRequest): Promise<void> {
    const { requestId } = request
    try {
      const { code, questions, conditions } = this.#services
      const snapshot = await code.get(request.snapshotHash, abortedAfter(SNAPSHOT_LIMIT_MS))
      const result = await questions.with(request, (message) => conditions.evaluate(message, snapshot))
      this.#link.send({ type: 'evaluated', requestId, result })
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      // A snapshot that the server does not have will never be usable, and what fails can be retried by hand.
      const cause = isAIFlowError(error) && UNUSABLE.includes(error.code) ? 'condition' : 'worker'
      this.#link.send({ type: 'evaluated', requestId, result: { type: 'error', cause, message } })
    }
  }

  async #readLog(request: ReadLogRequest): Promise<void> {
    const result = await this.#services.logs.read(request).catch(unreadable)
    this.#link.send({ type: 'log', requestId: request.requestId, result })
  }

  async #searchLog(request: SearchLogRequest): Promise<void> {
    const result = await this.#services.logs.search(request).catch(unreadable)
    this.#link.send({ type: 'logMatches', requestId: request.requestId, result })
  }

  async #testConnection({ requestId, connection }: MessageOf<ServerMessage, 'testConnection'>): Promise<void> {
    const result = await this.#services.connectionTester.test(connection)
    this.#link.send({ type: 'connectionTested', requestId, result })
  }

  /** This is only a hint. If it fails, a later task reports why. */
  async #warm({ snapshotHash, kinds = ['task'] }: MessageOf<ServerMessage, 'warm'>): Promise<void> {
    const { code, pool, sharedPool, conditions } = this.#services
    try {
      const snapshot = await code.get(snapshotHash, abortedAfter(SNAPSHOT_LIMIT_MS))
      if (kinds.includes('task')) pool.warm(snapshot)
      if (kinds.includes('shared')) sharedPool.warm(snapshot)
      if (kinds.includes('condition')) conditions.warm(snapshot)
    } catch (error) {
      this.#options.logger.warn({ snapshotHash, error }, 'A snapshot could not be prepared.')
    }
  }

  async #shutDown(stopTasks: boolean): Promise<void> {
    if (stopTasks) await this.stopTasks()
    await this.#leave('The server shut this worker down.')
  }

  async #leave(reason: string): Promise<void> {
    this.#options.logger.info({ reason }, 'The worker leaves.')
    await this.stop()
  }

  #lostServer(error: Error): void {
    // The next server may be a newer one.
    if (this.#isWelcome) this.#protocol = WORKER_PROTOCOL
    this.#isWelcome = false
    this.#options.logger.info(
      { reason: error.message },
      'The connection to the server was lost or failed. Looking for the server.',
    )
  }
}

function sharedSlotsOf(slots: number): number {
  return Math.min(SHARED_PER_SLOT * slots, MAX_WORKER_SLOTS)
}

/** The disk cannot be read, or the log was removed meanwhile. */
function unreadable(error: unknown) {
  const message = `The log cannot be read: ${error instanceof Error ? error.message : String(error)}.`
  return { type: 'error', code: 'LOG_NOT_FOUND', message } as const
}

/** A report as an older server takes it. */
function withNumbersAlone(entry: { id: string; report: Report }): { id: string; report: Report } {
  const { id, report } = entry
  if (report.type !== 'metrics') return entry
  const numbers = Object.entries(report.metrics).filter(([, value]) => typeof value === 'number')
  return { id, report: { ...report, metrics: Object.fromEntries(numbers) } }
}
