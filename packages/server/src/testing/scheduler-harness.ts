import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Json } from '@aiflow/sdk/internal/json'
import { type WorkflowDefinition, workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import type { EvaluateRequest, Outcome, Report } from '@aiflow/sdk/internal/worker-protocol'
import { pino } from 'pino'
import type { ControlRequest, ControlResult } from '../log/control.ts'
import type { NewUserEvent } from '../log/event-log.ts'
import type { ConnectedWorker, Evaluation, SpecToSend, WarmSnapshot, WorkerLink } from '../log/worker-port.ts'
import { laneId } from '../model/lane-id.ts'
import { TaskTokens } from '../scheduler/commands/task-tokens.ts'
import { Scheduler } from '../scheduler/scheduler.ts'
import { DEFAULT_GUARDS, type Guards } from '../scheduler/world/guards.ts'
import { SqliteReadStorage } from '../storage/sqlite/sqlite-read-storage.ts'
import { SqliteSchedulerStorage } from '../storage/sqlite/sqlite-scheduler-storage.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

type Evaluate = WorkerLink['evaluate']
type Asked = Omit<Parameters<Evaluate>[0], 'statusSnapshot'> & Pick<EvaluateRequest, 'taskStatuses'>

/** A worker behind the worker port: it records the commands that it gets, and sends the answers that the test sets. */
export class FakeWorker implements WorkerLink {
  readonly started: SpecToSend[] = []
  readonly stopped: string[] = []
  /** All commands about attempts that it got, in order. */
  readonly commands: string[] = []
  readonly forgotten: string[] = []
  readonly asked: Asked[] = []
  evaluation: (request: Parameters<Evaluate>[0]) => Promise<Evaluation> = async () => ({
    type: 'ok',
    met: true,
    states: {},
  })

  start(specs: readonly SpecToSend[]): void {
    this.started.push(...specs)
    this.commands.push(...specs.map(({ attemptId }) => `start ${attemptId}`))
  }

  stop(attemptIds: readonly string[]): void {
    this.stopped.push(...attemptIds)
    this.commands.push(...attemptIds.map((attemptId) => `stop ${attemptId}`))
  }

  warm({ workflowName }: WarmSnapshot): void {
    this.commands.push(`warm ${workflowName}`)
  }

  forget(attemptIds: readonly string[]): void {
    this.forgotten.push(...attemptIds)
  }

  evaluate(request: Parameters<Evaluate>[0]): Promise<Evaluation> {
    const { statusSnapshot, ...others } = request
    this.asked.push({ ...others, taskStatuses: { ...statusSnapshot?.byName } })
    return this.evaluation(request)
  }

  /** The newest attempt of a task. */
  attemptOf(task: string): SpecToSend {
    const spec = this.started.findLast((started) => started.taskName === task)
    if (spec === undefined) throw new Error(`no attempt of "${task}" was started`)
    return spec
  }
}

export interface HarnessOptions {
  /** Slots of the worker; 100 by default. */
  readonly slots?: number
  /** None by default, as of a worker of 0.2.0. */
  readonly sharedSlots?: number
  /** None by default, as of a worker of 0.2.0. */
  readonly operators?: readonly string[]
  readonly features?: readonly string[]
  readonly guards?: Partial<Guards>
  /** Random by default. */
  readonly newAttemptId?: () => string
}

/** A scheduler on a real store, with a clock that the test sets, and one worker. */
export class SchedulerHarness {
  now = 1_000_000
  worker = new FakeWorker()
  scheduler!: Scheduler
  storage!: SqliteSchedulerStorage
  reads!: SqliteReadStorage
  lost: unknown = null
  readonly #folder: { path: string; remove: () => Promise<void> }
  readonly #slots: Pick<ConnectedWorker, 'slots' | 'sharedSlots' | 'operators' | 'features'>
  readonly #guards: Partial<Guards>
  readonly #newAttemptId: (() => string) | undefined

  private constructor(
    folder: { path: string; remove: () => Promise<void> },
    { slots = 100, sharedSlots, operators, features, guards = {}, newAttemptId }: HarnessOptions,
  ) {
    this.#folder = folder
    this.#slots = { slots, sharedSlots, operators, features }
    this.#guards = guards
    this.#newAttemptId = newAttemptId
  }

  static async create(options: HarnessOptions = {}): Promise<SchedulerHarness> {
    const harness = new SchedulerHarness(await createTemporaryFolder(), options)
    await harness.open()
    return harness
  }

  get storePath(): string {
    return join(this.#folder.path, 'aiflow.db')
  }

  async open(): Promise<void> {
    this.storage = new SqliteSchedulerStorage({ path: this.storePath, now: () => this.now })
    this.scheduler = await Scheduler.open({
      storage: this.storage,
      tokens: new TaskTokens('secret'),
      logger: pino({ level: 'silent' }),
      now: () => this.now,
      guards: { ...DEFAULT_GUARDS, ...this.#guards },
      ...(this.#newAttemptId === undefined ? {} : { newAttemptId: this.#newAttemptId }),
      lostStore: (error) => {
        this.lost = error
      },
    })
    this.reads = new SqliteReadStorage({ path: this.storePath })
    await this.scheduler.attachWorker(
      { id: 'worker', bootId: 'boot', ...this.#slots, held: [], found: [], storeId: null },
      this.worker,
    )
  }

  /** Reopens the store as after a crash or a restart: everything in memory is lost. */
  async reopen(): Promise<void> {
    await this.close()
    this.worker = new FakeWorker()
    await this.open()
  }

  async close(): Promise<void> {
    await this.scheduler.close()
    await this.reads.close()
  }

  async dispose(): Promise<void> {
    await this.close()
    await this.#folder.remove()
  }

  /** Uploads a workflow in its data form, with defaults filled in. `change` may then add fields that the schema does not know. */
  async upload(
    definition: Record<string, unknown>,
    change: (parsed: WorkflowDefinition) => WorkflowDefinition = (parsed) => parsed,
  ): Promise<ControlResult> {
    const parsed = workflowDefinitionSchema.parse({
      formatVersion: 1,
      sdkVersion: '0.1.0',
      namespace: 'default',
      name: 'w',
      ...definition,
    })
    const full = change(parsed)
    const hash = `hash-${JSON.stringify(full).length}-${Math.abs(hashOf(JSON.stringify(full)))}`
    return this.control({
      type: 'upload',
      definitions: [{ hash, definition: full }],
      bundleBlob: 'bundle',
      source: { path: 'w.ts', blob: 'source' },
      files: [],
    })
  }

  async control(request: ControlRequest): Promise<ControlResult> {
    return (await this.scheduler.control(request, null)).result
  }

  /** Starts an execution of a workflow, and returns its id. */
  async start(workflow = 'w'): Promise<number> {
    const result = await this.control({ type: 'startExecution', namespace: 'default', workflow })
    if (!result.ok) throw new Error(result.error.message)
    return (result.value as { workflowExecutionId: number }).workflowExecutionId
  }

  async send(key: string, value: string | null = null, more: Partial<NewUserEvent> = {}): Promise<number> {
    const [result] = await this.scheduler.append([{ ...userEvent(key, value), ...more }])
    return result?.offset ?? 0
  }

  /** Sends events that are judged in one commit. */
  async sendAll(...keys: readonly string[]): Promise<void> {
    await this.scheduler.append(keys.map((key) => userEvent(key, null)))
  }

  async report(...reports: Report[]): Promise<void> {
    await this.scheduler.report('worker', reports)
  }

  /** The worker reports that the newest attempt of a task is running. */
  async running(task: string): Promise<void> {
    await this.report({
      type: 'running',
      attemptId: this.worker.attemptOf(task).attemptId,
      pid: 1,
      startedAt: this.now,
    })
  }

  /** The worker reports that the newest attempt of a task has ended. */
  async finished(task: string, outcome: Outcome): Promise<void> {
    const { attemptId } = this.worker.attemptOf(task)
    await this.report({ type: 'finished', attemptId, outcome, startedAt: this.now, endedAt: this.now })
  }

  async succeed(task: string, output: Json = null): Promise<void> {
    await this.finished(task, { type: 'success', output })
  }

  async fail(task: string): Promise<void> {
    await this.finished(task, failure())
  }

  /** The status of each task's latest execution, by name. */
  async statuses(workflowExecutionId: number): Promise<Record<string, string>> {
    const { items } = await this.reads.tasks.list({ workflowExecutionId }, { limit: 1000 })
    return Object.fromEntries(items.toReversed().map((row) => [row.taskName, `${row.status} ${row.sequenceNumber}`]))
  }

  async executionStatus(workflowExecutionId: number): Promise<string | undefined> {
    return (await this.reads.executions.find(workflowExecutionId))?.status
  }

  async verdicts(workflowExecutionId: number, task?: string): Promise<string[]> {
    const { items } = await this.reads.verdicts.list(
      { lane: laneId.ofExecution(workflowExecutionId), task },
      { limit: 1000 },
    )
    return items.map(({ task: of, verdict, action, reason }) => [of, action, verdict, reason].filter(Boolean).join(' '))
  }

  /** The tasks whose attempts were started, in order. */
  startedTasks(): string[] {
    return this.worker.started.map((spec) => spec.taskName)
  }

  /** Submits every firing that is due, oldest first, until none is left. Returns how many there were. */
  async fireDue(): Promise<number> {
    const fired = new Set<string>()
    for (;;) {
      const due = this.scheduler
        .readTimers()
        .map(({ id, dueTime }) => ({ id, dueTime: dueTime ?? 0 }))
        // A paused execution keeps its timers due.
        .filter(({ id, dueTime }) => dueTime <= this.now && !fired.has(`${id} ${dueTime}`))
        .sort((a, b) => a.dueTime - b.dueTime || a.id.localeCompare(b.id))
      if (due.length === 0) return fired.size
      for (const { id, dueTime } of due) {
        fired.add(`${id} ${dueTime}`)
        await this.scheduler.fireTimer(id, dueTime)
      }
    }
  }

  /** Advances the clock, then submits the firings that are due. */
  async pass(seconds: number): Promise<number> {
    this.now += seconds * 1000
    return this.fireDue()
  }

  /** Changes the database behind the scheduler's back. */
  sql(statement: string): void {
    const database = new DatabaseSync(this.storePath)
    database.exec(statement)
    database.close()
  }

  /** Pages of the store's file. */
  pageCount(): number {
    const database = new DatabaseSync(this.storePath)
    const row = database.prepare('PRAGMA page_count').get() as { page_count: number }
    database.close()
    return row.page_count
  }

  /** Resolves when everything submitted so far is stored. */
  async settle(): Promise<void> {
    await this.control({ type: 'workerReady', workerId: 'worker' })
  }
}

export function failure(more: Partial<Extract<Outcome, { type: 'failed' }>> = {}): Outcome {
  return { type: 'failed', reason: 'exit', message: 'exit code 1', exitCode: 1, signal: null, retryable: true, ...more }
}

export function bash(name: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { name, operator: { type: 'bash', command: 'true' }, ...more }
}

/** A task that is never started and is optional: an execution with only this task ends at once. */
export const IDLE = [bash('idle', { optional: true, rules: [onEvent('START', 'never')] })]

/** A rule that takes an action on one event. */
export function onEvent(action: string, key: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { name: `${action}-on-${key}`.toLowerCase(), action, condition: { type: 'event', event: { key } }, ...more }
}

/** A rule that starts a task after others. */
export function startAfter(...tasks: string[]): Record<string, unknown> {
  const members = tasks.map((task) => ({ task, status: 'SUCCESS' }))
  return { name: `after-${tasks.join('-')}`, action: 'START', condition: { type: 'allTaskStatuses', members } }
}

function userEvent(key: string, value: string | null): NewUserEvent {
  const from = { sender: null, context: null, workflowExecutionId: null, idempotencyKey: null }
  return { namespace: 'default', key, value, ...from }
}

function hashOf(text: string): number {
  let hash = 0
  for (const character of text) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) | 0
  return hash
}
