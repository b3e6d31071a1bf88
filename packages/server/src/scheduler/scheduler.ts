import { randomUUID } from 'node:crypto'
import type { Blocked } from '@aiflow/sdk/internal/api/executions'
import type { PoolUse } from '@aiflow/sdk/internal/api/server'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import { MAX_UNREADABLE_NAMED } from '@aiflow/sdk/internal/limits'
import type { TaskStatus } from '@aiflow/sdk/internal/model'
import type { Report } from '@aiflow/sdk/internal/worker-protocol'
import type { CommitReport, SchedulerLoad } from '../log/commit-report.ts'
import type { ControlRequest, ControlResult } from '../log/control.ts'
import type { Controls, RequestOptions } from '../log/controls.ts'
import { type CursorMove, type CursorName, checkCursorMove } from '../log/cursor.ts'
import type { AppendOptions, AppendResult, EventLog, NewUserEvent } from '../log/event-log.ts'
import type { Hearing } from '../log/hearing.ts'
import type { AliveCounts, LiveView, Measured, OpenApprovals } from '../log/live-view.ts'
import type { Logger } from '../log/logger.ts'
import type { Timers } from '../log/timers.ts'
import type { TaskIdentity, TokenDirectory } from '../log/token-directory.ts'
import type {
  Attachment,
  ConnectedWorker,
  PreparedAttempt,
  SpecToSend,
  WorkerLink,
  WorkerPort,
} from '../log/worker-port.ts'
import { stateName } from '../model/state-names.ts'
import type { ExpiredExecutions } from '../storage/history.ts'
import type { ConnectionRow, SecretRow, StoredEvent, TimerRow, TokenRow, UnreadableRow } from '../storage/rows.ts'
import type { SchedulerStorage } from '../storage/storage.ts'
import type { StoreFault } from '../storage/store-fault.ts'
import { type NamedInNamespace, namespacedKey } from '../storage/table.ts'
import { ConditionAsker } from './asking/condition-asker.ts'
import type { Batch } from './batch.ts'
import { taskIdentityOf } from './commands/attempt-spec.ts'
import { CommandSender } from './commands/command-sender.ts'
import { givenToAnother, namedInLog, unwantedOf } from './commands/returning-attempts.ts'
import type { TaskTokens } from './commands/task-tokens.ts'
import { leavesRemains } from './commit/changes/changes.ts'
import { CommitLoop } from './commit/commit-loop.ts'
import { CursorRead } from './commit/cursor-read.ts'
import { type MetricsReport, MetricsWork } from './commit/metrics-work.ts'
import { RefillWork } from './commit/refill-work.ts'
import { RetireWork } from './commit/retire-work.ts'
import { AppendWork, type EventSource, InboxWork } from './commit/work.ts'
import { blockedOf } from './executions/blocked.ts'
import { ControlRequests } from './intake/control-requests.ts'
import { countTimes } from './intake/counted-times.ts'
import { reportEvent, timerEvent, userEvents } from './intake/event-sources.ts'
import { hearingOf } from './judging/hearing.ts'
import { requireRoom } from './judging/inbox-changes.ts'
import { openApprovals } from './tasks/open-approvals.ts'
import { poolUseOf, waitingReason } from './tasks/waiting-reason.ts'
import { Listeners } from './upkeep/listeners.ts'
import { schedulerLoad } from './upkeep/scheduler-load.ts'
import { StoreHealth } from './upkeep/store-health.ts'
import { Sweeper } from './upkeep/sweeper.ts'
import { ConnectedWorkers } from './world/connected-workers.ts'
import type { Guards } from './world/guards.ts'
import { NamesInUse } from './world/names-in-use.ts'
import { World } from './world/world.ts'

const DEFAULT_NAMESPACE = 'default'
/** Maximum number of attempts in one request. */
const MAX_MOVED = 1000
/** Clocks are adjusted by seconds all the time. */
const CLOCK_TOLERANCE_MS = 60_000

export interface SchedulerOptions {
  readonly storage: SchedulerStorage
  readonly tokens: TaskTokens
  readonly logger: Logger
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Random by default. */
  readonly newAttemptId?: () => string
  /** Default: `DEFAULT_GUARDS`. */
  readonly guards?: Guards
  /** Another scheduler has taken over the store, or the store cannot be read any more. */
  readonly lostStore: (error: unknown) => void
}

/**
 * Takes what the doors hand in, appends it, takes its step and commits both. Only then are callers answered and
 * listeners called. It is the only writer of the store.
 */
export class Scheduler implements EventLog, Controls, WorkerPort, Timers, TokenDirectory, LiveView {
  readonly #options: SchedulerOptions
  readonly #workers = new ConnectedWorkers()
  /** The frozen attempts of each connection, as last reported. */
  readonly #frozen = new WeakMap<WorkerLink, ReadonlySet<string>>()
  /** What the attempts of each connection wait for, as last reported. */
  readonly #preparing = new WeakMap<WorkerLink, ReadonlyMap<string, string>>()
  readonly #asker: ConditionAsker
  readonly #commands: CommandSender
  readonly #loop: CommitLoop
  readonly #names = new NamesInUse()
  readonly #sweeper: Sweeper
  readonly #health: StoreHealth
  readonly #eventListeners: Listeners<readonly StoredEvent[]>
  readonly #commitListeners: Listeners<CommitReport>
  readonly #timerListeners: Listeners<readonly TimerRow[]>
  readonly #measureListeners: Listeners<readonly Measured[]>
  readonly #requests: ControlRequests

  /** Opens the store and builds the world from it. Nothing happens until something is handed in. */
  static async open(options: SchedulerOptions): Promise<Scheduler> {
    await options.storage.open()
    const world = new World(await options.storage.load(), options.guards)
    warnOfUnreadable(world.setAside.rows, options.logger)
    return new Scheduler(options, world)
  }

  private constructor(options: SchedulerOptions, world: World) {
    this.#options = options
    const onListenerError = (error: unknown): void => options.logger.error({ err: error }, 'a listener failed')
    this.#eventListeners = new Listeners(onListenerError)
    this.#commitListeners = new Listeners(onListenerError)
    this.#timerListeners = new Listeners(onListenerError)
    this.#measureListeners = new Listeners(onListenerError)
    this.#requests = new ControlRequests({
      storage: options.storage,
      append: (sources) => this.#append(sources),
      countTimes: (request) => countTimes(this.#loop.world, request),
    })
    this.#sweeper = new Sweeper({
      storage: options.storage,
      logger: options.logger,
      forget: (workerId, attemptIds) => this.#workers.link(workerId)?.forget(attemptIds),
    })
    this.#sweeper.wake()
    this.#health = new StoreHealth({ ...options, probe: () => options.storage.probe() })
    this.#commands = new CommandSender(this.#workers, options.tokens)
    this.#asker = new ConditionAsker({
      workers: this.#workers,
      now: options.now,
      judged: (judged) => this.#loop.add(new InboxWork(judged, () => this.#asker.release(judged.lane))),
      ranOut: (lane) => this.#loop.add(new RefillWork(lane, () => this.#asker.release(lane))),
    })
    this.#loop = new CommitLoop(world, {
      storage: options.storage,
      workers: this.#workers,
      logger: options.logger,
      now: options.now,
      newAttemptId: options.newAttemptId ?? randomUUID,
      applied: (current) => this.#asker.pump(current),
      committed: (current, changes, storeSeconds) => this.#announce(current, changes, storeSeconds),
      refused: (error) => this.#health.failed(error),
      reloaded: (current) => this.#restart(current),
      lostStore: options.lostStore,
    })
  }

  get lastOffset(): number {
    return this.#loop.world.counters.lastOffset
  }

  get time(): number {
    return Math.max(this.#options.now(), this.#loop.world.lastCreateTime)
  }

  get clockBehindUntil(): number | null {
    const { lastCreateTime } = this.#loop.world
    return lastCreateTime - this.#options.now() > CLOCK_TOLERANCE_MS ? lastCreateTime : null
  }

  /** Why nothing can be stored at the moment; null if it can. */
  get storeFault(): StoreFault | null {
    return this.#health.fault
  }

  unreadable(): readonly UnreadableRow[] {
    return this.#loop.world.setAside.rows
  }

  isSetAside(attemptId: string): boolean {
    return this.#loop.world.setAside.hasAttempt(attemptId)
  }

  get storeId(): string {
    return this.#loop.world.storeId
  }

  async append(events: readonly NewUserEvent[], { cursor }: AppendOptions = {}): Promise<AppendResult[]> {
    if (cursor !== undefined) checkCursorMove(cursor)
    for (const event of events) {
      this.#checkNamespace(event.namespace)
      if (event.workflowExecutionId !== null) await this.#checkTarget(event)
      requireRoom(this.#loop.world, event)
    }
    return this.#append(userEvents(events), cursor)
  }

  cursor(name: CursorName): Promise<string | null> {
    return new Promise((resolve, reject) => this.#loop.add(new CursorRead(name, { resolve, reject })))
  }

  control(
    request: ControlRequest,
    sender: string | null,
    of: RequestOptions = {},
  ): Promise<{ offset: number; result: Promise<ControlResult> }> {
    return this.#requests.ask(request, { sender, ...of })
  }

  async report(workerId: string, reports: readonly Report[]): Promise<void> {
    const metrics = reports.filter((report) => report.type === 'metrics')
    const events = reports.filter((report) => report.type !== 'metrics')
    await Promise.all([
      metrics.length === 0 ? null : this.#addMetrics(workerId, metrics),
      events.length === 0 ? null : this.#append(events.map((report) => reportEvent(workerId, report))),
    ])
  }

  async fireTimer(timerId: string, dueTime: number): Promise<void> {
    await this.#append([timerEvent(timerId, dueTime)])
  }

  readTimers(): readonly TimerRow[] {
    return [...this.#loop.world.timers].map(([id, dueTime]) => ({ id, dueTime }))
  }

  onCommitted(listener: (events: readonly StoredEvent[]) => void): () => void {
    return this.#eventListeners.add(listener)
  }

  onMeasured(listener: (measured: readonly Measured[]) => void): () => void {
    return this.#measureListeners.add(listener)
  }

  onTimersChanged(listener: (timers: readonly TimerRow[]) => void): () => void {
    return this.#timerListeners.add(listener)
  }

  /** Called after each commit with a summary of it. Returns a function that removes the listener. */
  onCommitReport(listener: (report: CommitReport) => void): () => void {
    return this.#commitListeners.add(listener)
  }

  load(): SchedulerLoad {
    return schedulerLoad(this.#loop.world, this.#loop.backlog, this.#options.now())
  }

  async attachWorker(worker: ConnectedWorker, link: WorkerLink): Promise<Attachment> {
    await this.#loop.settled()
    await this.#moveAttempts(worker)
    const { world } = this.#loop
    this.#workers.attach(worker, link)
    if (world.attempts.waiting > 0) this.#wake(worker.id)
    this.#asker.pump(world)
    void this.#stopEnded(worker, link)
    return {
      storeId: world.storeId,
      wanted: this.#commands.wantedOf(world, worker.id),
      settled: worker.held.flatMap(({ attemptId, finished }) =>
        finished && world.attempts.find(attemptId) === undefined && !world.setAside.hasAttempt(attemptId)
          ? [attemptId]
          : [],
      ),
    }
  }

  detachWorker(workerId: string, link: WorkerLink): void {
    this.#workers.detach(workerId, link)
  }

  noteFrozen(link: WorkerLink, attemptIds: readonly string[]): void {
    this.#frozen.set(link, new Set(attemptIds))
  }

  notePreparing(link: WorkerLink, attempts: readonly PreparedAttempt[]): void {
    this.#preparing.set(link, new Map(attempts.map(({ attemptId, what }) => [attemptId, what])))
  }

  preparationOf(attemptId: string): string | null {
    const found = this.#workers.all().flatMap((link) => this.#preparing.get(link)?.get(attemptId) ?? [])
    return found[0] ?? null
  }

  isFrozen(attemptId: string): boolean {
    return this.#workers.all().some((link) => this.#frozen.get(link)?.has(attemptId) === true)
  }

  specOf(attemptId: string): SpecToSend | null {
    return this.#commands.specOf(this.#loop.world, attemptId)
  }

  verifyTaskToken(token: string): TaskIdentity | null {
    const { world } = this.#loop
    const attemptId = this.#options.tokens.attemptOf(world.storeId, token)
    const slot = attemptId === null ? undefined : world.attempts.find(attemptId)
    const row = slot?.latest
    return slot === undefined || row === null || row === undefined ? null : taskIdentityOf(slot, row)
  }

  findToken(secretHash: string): TokenRow | null {
    return this.#loop.world.tokens.findByHash(secretHash) ?? null
  }

  isSessionEnded(session: string): boolean {
    return this.#loop.world.endedSessions.has(session)
  }

  readState(workflowExecutionId: number, name: string): Json {
    return this.#loop.world.executions.get(workflowExecutionId)?.states.get(stateName.named(name)) ?? null
  }

  readStatuses(workflowExecutionId: number): Readonly<Record<string, TaskStatus | null>> {
    return this.#loop.world.executions.get(workflowExecutionId)?.statusSnapshot().byName ?? {}
  }

  readPools(namespace: string): PoolUse[] {
    return poolUseOf(this.#loop.world, namespace)
  }

  secretRows(namespace?: string): readonly SecretRow[] {
    const rows = [...this.#loop.world.named.secrets.values()]
    return rows
      .filter((row) => namespace === undefined || row.namespace === namespace)
      .sort((a, b) => (namespacedKey(a) < namespacedKey(b) ? -1 : 1))
  }

  namesInUse(namespace: string): ReturnType<LiveView['namesInUse']> {
    return this.#names.of(this.#loop.world, namespace)
  }

  connectionRows(namespace: string): readonly ConnectionRow[] {
    const rows = [...this.#loop.world.named.connections.values()].filter((row) => row.namespace === namespace)
    return rows.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  findConnection(of: NamedInNamespace): ConnectionRow | null {
    return this.#loop.world.named.connections.get(namespacedKey(of)) ?? null
  }

  secretsOf(attemptId: string): ReturnType<LiveView['secretsOf']> {
    const slot = this.#loop.world.attempts.find(attemptId)
    if (slot === undefined) return null
    const { secrets = [], connections = [] } = slot.task
    return { namespace: slot.lane.execution.namespace, secrets, connections }
  }

  approvals(wanted: OpenApprovals): ReturnType<LiveView['approvals']> {
    return openApprovals(this.#loop.world, wanted)
  }

  waitingReason(of: { readonly workflowExecutionId: number; readonly taskName: string }): string | null {
    return waitingReason(this.#loop.world, this.#workers, of)
  }

  async hearing(event: NewUserEvent): Promise<Hearing> {
    this.#checkNamespace(event.namespace)
    if (event.workflowExecutionId !== null) await this.#checkTarget(event)
    return hearingOf(this.#loop.world, event, this.#options.now())
  }

  blocked(workflowExecutionId: number): Blocked | null {
    const lane = this.#loop.world.executions.get(workflowExecutionId)
    return lane === undefined ? null : blockedOf(lane)
  }

  workersWithAttempts(): readonly string[] {
    return this.#loop.world.attempts.workers()
  }

  busySlots(workerId: string): number {
    return this.#loop.world.attempts.busy(workerId)
  }

  busySharedSlots(workerId: string): number {
    return this.#loop.world.attempts.busySlots(workerId, 'shared')
  }

  aliveCounts(): AliveCounts {
    const { world } = this.#loop
    return { workflowExecutions: world.executions.size, tasks: world.attempts.alive }
  }

  /** All current workflows. */
  workflowNames(): readonly { readonly namespace: string; readonly name: string }[] {
    return [...this.#loop.world.workflows.values()].map(({ row: { namespace, name } }) => ({ namespace, name }))
  }

  /**
   * Removes at most `limit` ended executions that history need not keep. A smaller result means that there are no more.
   */
  retire(expired: ExpiredExecutions, limit: number): Promise<number> {
    return new Promise((resolve, reject) => this.#loop.add(new RetireWork({ expired, limit, resolve, reject })))
  }

  /** Commits what was handed in, then closes the store. */
  async close(): Promise<void> {
    this.#asker.stop()
    this.#health.stop()
    await this.#loop.close()
    await this.#sweeper.stop()
    await this.#options.storage.close()
  }

  #append(sources: readonly EventSource[], cursor: CursorMove | null = null): Promise<AppendResult[]> {
    return new Promise((resolve, reject) => this.#loop.add(new AppendWork(sources, { resolve, reject }, { cursor })))
  }

  #addMetrics(workerId: string, reports: readonly MetricsReport[]): Promise<unknown> {
    return new Promise((resolve, reject) => this.#loop.add(new MetricsWork(workerId, reports, { resolve, reject })))
  }

  #announce(world: World, batch: Batch, storeSeconds: number): void {
    const { changes, notices } = batch
    try {
      this.#commands.send(world, notices.commands)
    } catch (error) {
      // The commit stands. A worker gets what it missed when it connects again.
      this.#options.logger.error({ err: error }, 'commands could not be sent')
    }
    this.#requests.settle(changes.controlResults.rows)
    for (const change of notices.circuitChanges)
      this.#options.logger.warn(change, `the circuit of a rule is ${change.to}`)
    if (leavesRemains(changes)) this.#sweeper.wake()
    this.#commitListeners.tell(batch.toReport(storeSeconds))
    const timers = [...changes.timers.rows]
    if (timers.length > 0) this.#timerListeners.tell(timers)
    if (changes.events.rows.length > 0) this.#eventListeners.tell(changes.events.rows)
    if (notices.measured.length > 0) this.#measureListeners.tell(notices.measured)
    if (world.workerToWake !== null) this.#wake(world.workerToWake)
    world.workerToWake = null
  }

  #restart(world: World): void {
    this.#timerListeners.tell([...world.timers].map(([id, dueTime]) => ({ id, dueTime })))
    this.#asker.pumpLater(world)
  }

  /** Handles attempts that this worker has but that are assigned to another one: both run in the same home. */
  async #moveAttempts(worker: ConnectedWorker): Promise<void> {
    const { id: workerId } = worker
    const attemptIds = givenToAnother(this.#loop.world, worker)
    if (attemptIds.length === 0) return
    for (let from = 0; from < attemptIds.length; from += MAX_MOVED) {
      const moved = attemptIds.slice(from, from + MAX_MOVED)
      const { result } = await this.control({ type: 'moveAttempts', workerId, attemptIds: moved }, null)
      await result
    }
    await this.#loop.settled()
    const message = 'a worker has attempts of another one, whose name was lost'
    this.#options.logger.warn({ workerId, ...namedInLog(attemptIds) }, message)
  }

  /**
   * Stops attempts that ended without the worker, because it was given up, its stop was forced, or another worker took
   * over.
   */
  async #stopEnded(worker: ConnectedWorker, link: WorkerLink): Promise<void> {
    const { id: workerId } = worker
    const { storage, logger } = this.#options
    try {
      const attemptIds = await unwantedOf(this.#loop.world, worker, (ids) => storage.tasks.findKnownAttempts(ids))
      if (attemptIds.length === 0) return
      link.stop(attemptIds)
      const message = 'a worker came back with attempts that have ended; it stops them'
      logger.warn({ workerId, ...namedInLog(attemptIds) }, message)
    } catch (error) {
      logger.warn({ err: error, workerId }, 'attempts that have ended could not be stopped')
    }
  }

  /** Takes a step in which waiting tasks are assigned. */
  #wake(workerId: string): void {
    this.control({ type: 'workerReady', workerId }, null).catch((error: unknown) => {
      this.#options.logger.warn({ err: error, workerId }, 'tasks that wait for a slot could not be assigned')
    })
  }

  /** The namespace "default" always exists. */
  #checkNamespace(namespace: string): void {
    if (namespace === DEFAULT_NAMESPACE || this.#loop.world.namespaces.has(namespace)) return
    throw new AIFlowError(
      'NAMESPACE_NOT_FOUND',
      `There is no namespace "${namespace}". Add it first, or check its name.`,
      { details: { namespace } },
    )
  }

  async #checkTarget(event: NewUserEvent): Promise<void> {
    const id = event.workflowExecutionId ?? 0
    const living = this.#loop.world.executions.get(id)?.execution
    const execution = living ?? (await this.#options.storage.executions.load(id))?.execution
    if (execution === undefined) {
      throw new AIFlowError(
        'WORKFLOW_EXECUTION_NOT_FOUND',
        `There is no workflow execution ${id} to send the event to.`,
        {
          details: { workflowExecutionId: id },
        },
      )
    }
    if (execution.namespace === event.namespace) return
    throw new AIFlowError(
      'SEND_REFUSED',
      `The workflow execution ${id} is not in the namespace "${event.namespace}", so an event of that namespace cannot target it.`,
      { details: { workflowExecutionId: id, namespace: event.namespace } },
    )
  }
}

function warnOfUnreadable(rows: readonly UnreadableRow[], logger: Logger): void {
  for (const row of rows.slice(0, MAX_UNREADABLE_NAMED)) {
    logger.warn(row, 'a row of the store cannot be read, and is set aside')
  }
  const more = rows.length - MAX_UNREADABLE_NAMED
  if (more > 0) logger.warn({ more }, 'more rows of the store cannot be read, and are set aside')
}
