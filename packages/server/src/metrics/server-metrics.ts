import { type TaskStatus, WorkflowStatus } from '@aiflow/sdk/internal/model'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { CommitReport, SchedulerLoad, TaskChange } from '../log/commit-report.ts'
import type { WorkerDirectory } from '../log/worker-directory.ts'
import { addHomeMetrics } from './home-metrics.ts'
import { PendingAges } from './pending-ages.ts'
import { addProcessMetrics } from './process-metrics.ts'

const SHORT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]
const START_SECONDS = [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300]
const LIVING_EXECUTIONS = [WorkflowStatus.INIT, WorkflowStatus.RUNNING] as const
const LIVING_TASKS = ['INIT', 'QUEUED', 'RUNNING', 'RETRYING', 'STOPPING'] as const satisfies readonly TaskStatus[]

export interface ServerMetricsOptions {
  readonly home: string
  readonly version: string
  /** Most events that an inbox holds. */
  readonly laneEvents: number
  readonly load: () => SchedulerLoad
  readonly isWritable: () => boolean
  readonly isReadable: () => boolean
  readonly isClockBehind: () => boolean
  readonly deadLetters: () => Promise<number>
  readonly workers: () => ReturnType<WorkerDirectory['list']>
}

/** The metrics of this server for Prometheus. Counters begin at 0 with each start of the server. */
export class ServerMetrics {
  readonly #registry = new Registry()
  readonly #events = this.#counter('aiflow_events_total', 'Events appended to the log', ['kind'])
  readonly #verdicts = this.#counter('aiflow_rule_verdicts_total', 'Verdicts of rules that events touched', ['verdict'])
  readonly #executions = this.#counter('aiflow_workflow_execution_changes_total', 'Changes of status', ['status'])
  readonly #tasks = this.#counter('aiflow_task_execution_changes_total', 'Changes of status', ['status'])
  readonly #itemEnds = this.#counter('aiflow_items_ended_total', 'Items of lists that have ended', ['status'])
  readonly #circuits = this.#counter(
    'aiflow_rule_circuit_changes_total',
    'Circuits of rules that opened, closed or were switched',
    ['status', 'cause'],
  )
  readonly #commit = this.#histogram('aiflow_commit_seconds', 'How long the store took for a commit', SHORT_SECONDS)
  readonly #start = this.#histogram(
    'aiflow_task_start_seconds',
    'Time from the creation of a task execution until its first attempt runs',
    START_SECONDS,
  )
  readonly #requests = new Histogram({
    name: 'aiflow_http_request_seconds',
    help: 'How long requests took until they were answered',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10],
    registers: [this.#registry],
  })

  readonly #assistantCalls = this.#counter('aiflow_mcp_calls_total', 'Calls of tools by assistants', [
    'tool',
    'outcome',
  ])

  readonly #livingExecutions = this.#gauge('aiflow_workflow_executions', 'Living workflow executions', ['status'])
  readonly #livingTasks = this.#gauge('aiflow_task_executions', 'Living task executions', ['status'])
  readonly #waiting = this.#gauge('aiflow_tasks_waiting', 'Task executions that wait for a worker slot')
  readonly #waitingSeconds = this.#gauge(
    'aiflow_tasks_waiting_seconds',
    'How long the task execution that has waited longest has waited, as far as this server saw it',
  )
  readonly #stoppingSeconds = this.#gauge(
    'aiflow_tasks_stopping_seconds',
    'How long the longest stop has not been confirmed, as far as this server saw it',
  )
  readonly #approvals = this.#gauge('aiflow_approvals_open', 'Tasks that wait for the answer of a person')
  readonly #children = this.#gauge('aiflow_children_awaited', 'Tasks that wait for the end of another workflow')
  readonly #items = this.#gauge('aiflow_items', 'Items of the lists of living tasks that have not ended', ['state'])
  readonly #openCircuits = this.#gauge('aiflow_rule_circuits_open', 'Rules and triggers whose circuits are open')
  readonly #backfills = this.#gauge('aiflow_backfills', 'Backfills that have not ended')
  readonly #backfillTimes = this.#gauge('aiflow_backfill_times_left', 'Times left in backfills that have not ended')
  readonly #writable = this.#gauge('aiflow_store_writable', 'Whether the store accepts commits')
  readonly #readable = this.#gauge('aiflow_store_readable', 'Whether lists and searches of the store are answered')
  readonly #clockBehind = this.#gauge(
    'aiflow_clock_behind',
    'Whether the clock is more than a minute behind the newest event, so that no schedule fires',
  )
  readonly #lagEvents = this.#gauge('aiflow_scheduler_lag_events', 'Events handed in and not committed yet')
  readonly #lagSeconds = this.#gauge(
    'aiflow_scheduler_lag_seconds',
    'Age of the oldest event that is not committed yet',
  )
  readonly #inboxEvents = this.#gauge('aiflow_inbox_events', 'Events that wait for user code or in a paused execution')
  readonly #inboxSeconds = this.#gauge('aiflow_inbox_seconds', 'Age of the oldest event that waits in an inbox')
  readonly #inboxLargest = this.#gauge('aiflow_inbox_largest_events', 'Events in the fullest inbox')
  readonly #inboxLimit = this.#gauge('aiflow_inbox_limit_events', 'Most events that an inbox holds')
  readonly #info = this.#gauge('aiflow_info', 'The version of the server', ['version'])
  readonly #waitingAges = new PendingAges()
  readonly #stoppingAges = new PendingAges()
  readonly #deadLetters = this.#gauge(
    'aiflow_dead_letters',
    'Events that could not be processed and wait for a decision',
  )
  readonly #load: () => SchedulerLoad
  readonly #isWritable: () => boolean
  readonly #isReadable: () => boolean
  readonly #isClockBehind: () => boolean
  readonly #countDeadLetters: () => Promise<number>

  constructor(options: ServerMetricsOptions) {
    const { load, workers, deadLetters, isWritable, isReadable, isClockBehind } = options
    this.#load = load
    this.#isWritable = isWritable
    this.#isReadable = isReadable
    this.#isClockBehind = isClockBehind
    this.#countDeadLetters = deadLetters
    this.#addWorkers(workers)
    this.#inboxLimit.set(options.laneEvents)
    this.#info.set({ version: options.version }, 1)
    addHomeMetrics(this.#registry, options.home)
    addProcessMetrics(this.#registry)
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  /** In the text format of Prometheus. */
  async text(): Promise<string> {
    await this.#showDeadLetters()
    this.#writable.set(this.#isWritable() ? 1 : 0)
    this.#readable.set(this.#isReadable() ? 1 : 0)
    this.#clockBehind.set(this.#isClockBehind() ? 1 : 0)
    this.#showLoad(this.#load())
    return this.#registry.metrics()
  }

  committed(report: CommitReport): void {
    if (report.events.length > 0) this.#commit.observe(report.storeSeconds)
    for (const [kind, count] of countBy(report.events, (event) => event.kind)) this.#events.inc({ kind }, count)
    for (const [verdict, count] of countBy(report.verdicts, (row) => row.verdict))
      this.#verdicts.inc({ verdict }, count)
    if (report.notMet > 0) this.#verdicts.inc({ verdict: 'not met' }, report.notMet)
    for (const [status, count] of countBy(report.itemEnds, (each) => each)) this.#itemEnds.inc({ status }, count)
    for (const { to } of report.executionChanges) this.#executions.inc({ status: to })
    for (const { to, cause } of report.circuitChanges) this.#circuits.inc({ status: to, cause: cause ?? 'none' })
    for (const change of report.taskChanges) this.#countTask(change)
  }

  answered(request: {
    readonly method: string
    readonly route: string
    readonly status: number
    readonly seconds: number
  }) {
    const { method, route, status, seconds } = request
    this.#requests.observe({ method, route, status }, seconds)
  }

  assistantCalled({ tool, outcome }: { readonly tool: string; readonly outcome: string }): void {
    this.#assistantCalls.inc({ tool, outcome })
  }

  #countTask({ row }: TaskChange): void {
    const { status, attemptNumber, beginTime, createTime } = row
    this.#tasks.inc({ status })
    if (status !== 'RUNNING' || attemptNumber > 1 || beginTime === null) return
    this.#start.observe(Math.max(0, beginTime - createTime) / 1000)
  }

  /** Keeps the last number while the store cannot be read: the metrics must be there to say so. */
  async #showDeadLetters(): Promise<void> {
    try {
      this.#deadLetters.set(await this.#countDeadLetters())
    } catch (error) {
      if (this.#isReadable()) throw error
    }
  }

  /** All values of a load belong to the same moment. */
  #showLoad(load: SchedulerLoad): void {
    const { executions, tasks, waitingTasks, pending, approvals, children, items } = load
    const { openCircuits, backfills, queue, inbox } = load
    for (const status of LIVING_EXECUTIONS) this.#livingExecutions.set({ status }, executions.get(status) ?? 0)
    for (const status of LIVING_TASKS) this.#livingTasks.set({ status }, tasks.get(status) ?? 0)
    this.#waiting.set(waitingTasks)
    this.#waitingSeconds.set(this.#waitingAges.longestSeconds(pending.waiting, performance.now()))
    this.#stoppingSeconds.set(this.#stoppingAges.longestSeconds(pending.stopping, performance.now()))
    this.#approvals.set(approvals)
    this.#children.set(children)
    for (const [state, count] of Object.entries(items)) this.#items.set({ state }, count)
    this.#openCircuits.set(openCircuits)
    this.#backfills.set(backfills.living)
    this.#backfillTimes.set(backfills.timesLeft)
    this.#lagEvents.set(queue.events)
    this.#lagSeconds.set(queue.seconds)
    this.#inboxEvents.set(inbox.events)
    this.#inboxSeconds.set(inbox.seconds)
    this.#inboxLargest.set(inbox.largest)
  }

  #addWorkers(workers: ServerMetricsOptions['workers']): void {
    const each = (name: string, help: string, value: (worker: ReturnType<typeof workers>[number]) => number) =>
      new Gauge({
        name,
        help,
        labelNames: ['worker'],
        registers: [this.#registry],
        collect() {
          this.reset()
          for (const worker of workers()) this.set({ worker: worker.id }, value(worker))
        },
      })
    each('aiflow_worker_connected', 'Whether the worker is connected', ({ connected }) => (connected ? 1 : 0))
    each('aiflow_worker_slots', 'How many tasks the worker runs at once', ({ slots }) => slots)
    each('aiflow_worker_slots_busy', 'Slots in use', ({ busy }) => busy)
    const shared = 'How many tasks that share processes the worker runs at once'
    each('aiflow_worker_shared_slots', shared, ({ sharedSlots = 0 }) => sharedSlots)
    each('aiflow_worker_shared_slots_busy', 'Slots for such tasks in use', ({ sharedBusy = 0 }) => sharedBusy)
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.#registry] })
  }

  #histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name, help, buckets, registers: [this.#registry] })
  }

  #gauge(name: string, help: string, labelNames: string[] = []): Gauge {
    return new Gauge({ name, help, labelNames, registers: [this.#registry] })
  }
}

/** Counting here first is far cheaper than calling the library for each item. */
function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const item of items) {
    const key = keyOf(item)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}
