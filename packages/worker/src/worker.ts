import { hostname } from 'node:os'
import { type Report, type ServerMessage, WORKER_PROTOCOL, type WorkerMessage } from '@aiflow/sdk/internal'
import { Supervisor } from './attempts/supervisor.ts'
import { CommandLauncher } from './commands/command-launcher.ts'
import { installPrograms } from './commands/programs.ts'
import { inheritedEnvironment } from './commands/task-environment.ts'
import { readStoreId, readWorkerId, writeStoreId } from './identity.ts'
import { Journal } from './journal/journal.ts'
import { ReportBox } from './link/report-box.ts'
import { findServer, type ServerEndpoint } from './link/server-endpoint.ts'
import { ServerLink } from './link/server-link.ts'
import { SnapshotCache } from './link/snapshot-cache.ts'
import { SnapshotSource } from './link/snapshot-source.ts'
import { HomeLock } from './lock.ts'
import type { ProcessTable } from './machine/process-table.ts'
import { thisMachine } from './machine/this-machine.ts'
import type { WorkerOptions } from './options.ts'
import { createFolders, type WorkerHome, workerHome } from './worker-home.ts'

/** Starts, supervises and stops the processes of tasks for one server. Tasks outlive it. */
export class Worker {
  readonly #options: WorkerOptions
  readonly #home: WorkerHome
  readonly #table: ProcessTable
  readonly #lock: HomeLock
  readonly #box: ReportBox
  readonly #link: ServerLink
  readonly #left = Promise.withResolvers<void>()
  #supervisor: Supervisor | null = null
  #server: ServerEndpoint | null = null
  #workerId = ''
  #storeId: string | null = null
  #welcomed = false

  constructor(options: WorkerOptions, table: ProcessTable = thisMachine()) {
    this.#options = options
    this.#home = workerHome(options.home)
    this.#table = table
    this.#lock = new HomeLock(this.#home.lockFile, table)
    this.#box = new ReportBox((entries) => this.#sendReports(entries))
    this.#link = new ServerLink(() => this.#findServer(), {
      hello: () => this.#hello(),
      message: (message, server) => this.#receive(message, server),
      unreachable: (error) => this.#lostServer(error),
    })
  }

  /** Resolves when the worker has left: after `stop`, a `shutdown` of the server, or a long time with nothing to do. */
  get left(): Promise<void> {
    return this.#left.promise
  }

  /** Throws ALREADY_EXISTS where another worker runs in this home. */
  async start(): Promise<void> {
    createFolders(this.#home)
    this.#lock.acquire()
    this.#workerId = readWorkerId(this.#home.workerIdFile)
    this.#storeId = readStoreId(this.#home.storeIdFile)
    this.#supervisor = this.#createSupervisor()
    this.#supervisor.recover(this.#storeId)
    this.#link.start()
  }

  /** Leaves; what runs goes on, and the next worker takes it over. */
  async stop(): Promise<void> {
    await this.#link.stop()
    this.#lock.release()
    this.#left.resolve()
  }

  /** Stops every attempt; resolves when all of them are confirmed gone. */
  async stopTasks(): Promise<void> {
    this.#supervisor?.stopAll()
    await this.#supervisor?.allEnded()
  }

  #createSupervisor(): Supervisor {
    const { logger, environment, passEnvironment } = this.#options
    const now = Date.now
    const shim = installPrograms(this.#home.bin, null)
    const snapshots = new SnapshotSource(new SnapshotCache(this.#home.snapshots), () => this.#server)
    const commands = new CommandLauncher({
      table: this.#table,
      now,
      shim,
      serverFile: this.#home.serverFile,
      inherited: inheritedEnvironment(environment, passEnvironment, this.#home.bin),
    })
    return new Supervisor({
      journal: new Journal({ attempts: this.#home.attempts, settled: this.#home.settled, now }),
      around: {
        table: this.#table,
        now,
        serverUrl: () => this.#server?.url ?? '',
        snapshot: (hash, signal) => snapshots.get(hash, signal),
        launcher: () => commands,
        report: (id, report) => this.#report(id, report),
      },
      warn: (message, details) => logger.warn(details, message),
    })
  }

  #findServer(): Promise<ServerEndpoint> {
    const { serverUrl, tokenFile } = this.#options
    return findServer({
      url: serverUrl,
      serverFile: this.#home.serverFile,
      tokenFile: tokenFile ?? this.#home.tokenFile,
    })
  }

  #hello(): WorkerMessage {
    return {
      type: 'hello',
      protocol: WORKER_PROTOCOL,
      workerId: this.#workerId,
      storeId: this.#storeId,
      hostname: hostname(),
      pid: process.pid,
      bootId: this.#table.bootId,
      version: this.#options.version,
      slots: this.#options.slots,
      held: this.#supervisor?.held() ?? [],
    }
  }

  #receive(message: ServerMessage, server: ServerEndpoint): void {
    switch (message.type) {
      case 'welcome':
        this.#server = server
        this.#storeId = message.storeId
        writeStoreId(this.#home.storeIdFile, message.storeId)
        this.#welcomed = true
        this.#supervisor?.reconcile(message)
        return this.#box.resend()
      case 'start':
        return message.specs.forEach((spec) => this.#supervisor?.start(spec))
      case 'stop':
        return message.attemptIds.forEach((attemptId) => this.#supervisor?.stop(attemptId))
      case 'acknowledge':
        return message.reportIds.forEach((id) => this.#acknowledge(id))
      default:
        return
    }
  }

  #report(id: string, report: Report): void {
    this.#box.add(id, report)
  }

  #sendReports(entries: readonly { id: string; report: Report }[]): void {
    const reports = entries.filter(({ report }) => this.#supervisor?.belongs(report))
    if (this.#welcomed && reports.length > 0) this.#link.send({ type: 'reports', reports })
  }

  #acknowledge(id: string): void {
    const report = this.#box.acknowledge(id)
    if (report?.type === 'finished') this.#supervisor?.settle(report.attemptId)
  }

  #lostServer(error: Error): void {
    this.#welcomed = false
    this.#options.logger.info({ reason: error.message }, 'No connection to the server; it is looked for.')
  }
}
