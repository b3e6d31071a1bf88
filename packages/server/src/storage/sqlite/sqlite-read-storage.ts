import type { BackfillReads } from '../reads/backfill-reads.ts'
import type { DeadLetterReads } from '../reads/dead-letter-reads.ts'
import type { EventReads } from '../reads/event-reads.ts'
import type { ExecutionReads } from '../reads/execution-reads.ts'
import type { LaneReads } from '../reads/lane-reads.ts'
import type { NamespaceReads } from '../reads/namespace-reads.ts'
import type { ReadStorage } from '../reads/read-storage.ts'
import type { RequestReads } from '../reads/request-reads.ts'
import type { ScheduleReads } from '../reads/schedule-reads.ts'
import type { SnapshotReads } from '../reads/snapshot-reads.ts'
import type { TaskReads } from '../reads/task-reads.ts'
import type { TimerReads } from '../reads/timer-reads.ts'
import type { TokenReads } from '../reads/token-reads.ts'
import type { TriggerReads } from '../reads/trigger-reads.ts'
import type { VerdictReads } from '../reads/verdict-reads.ts'
import type { WorkflowReads } from '../reads/workflow-reads.ts'
import type { Read, SqliteConnection } from './file/connection.ts'
import { openStoreForReading } from './file/open-store.ts'
import { createBackfillReads } from './reads/backfill-reads.ts'
import { createDeadLetterReads } from './reads/dead-letter-reads.ts'
import { createEventReads } from './reads/event-reads.ts'
import { createExecutionReads } from './reads/execution-reads.ts'
import { createLaneReads } from './reads/lane-reads.ts'
import { createNamespaceReads } from './reads/namespace-reads.ts'
import { createRequestReads } from './reads/request-reads.ts'
import { createScheduleReads } from './reads/schedule-reads.ts'
import { createSnapshotReads } from './reads/snapshot-reads.ts'
import { createTaskReads } from './reads/task-reads.ts'
import { createTimerReads } from './reads/timer-reads.ts'
import { createTokenReads } from './reads/token-reads.ts'
import { createTriggerReads } from './reads/trigger-reads.ts'
import { createVerdictReads } from './reads/verdict-reads.ts'
import { createWorkflowReads } from './reads/workflow-reads.ts'

/**
 * The readers' side of a store in one SQLite file, on the calling thread. A `SqliteSchedulerStorage` must have opened the
 * file first.
 */
export class SqliteReadStorage implements ReadStorage {
  readonly #path: string
  #connection: SqliteConnection | null = null
  readonly events: EventReads
  readonly namespaces: NamespaceReads
  readonly workflows: WorkflowReads
  readonly snapshots: SnapshotReads
  readonly triggers: TriggerReads
  readonly schedules: ScheduleReads
  readonly backfills: BackfillReads
  readonly executions: ExecutionReads
  readonly tasks: TaskReads
  readonly lanes: LaneReads
  readonly verdicts: VerdictReads
  readonly deadLetters: DeadLetterReads
  readonly timers: TimerReads
  readonly tokens: TokenReads
  readonly requests: RequestReads
  /** There is no thread that could fail here; an error of SQLite rejects the read that met it. */
  readonly fault = null

  constructor({ path }: { readonly path: string }) {
    this.#path = path
    const read: Read = (work) => this.#read(work)
    this.events = createEventReads(read)
    this.namespaces = createNamespaceReads(read)
    this.workflows = createWorkflowReads(read)
    this.snapshots = createSnapshotReads(read)
    this.triggers = createTriggerReads(read)
    this.schedules = createScheduleReads(read)
    this.backfills = createBackfillReads(read)
    this.executions = createExecutionReads(read)
    this.tasks = createTaskReads(read)
    this.lanes = createLaneReads(read)
    this.verdicts = createVerdictReads(read)
    this.deadLetters = createDeadLetterReads(read)
    this.timers = createTimerReads(read)
    this.tokens = createTokenReads(read)
    this.requests = createRequestReads(read)
  }

  async close(): Promise<void> {
    this.#connection?.close()
    this.#connection = null
  }

  /** The first read opens the connection, since the file may not exist before the scheduler has created it. */
  #read<T>(work: (connection: SqliteConnection) => T): T {
    this.#connection ??= openStoreForReading(this.#path)
    const connection = this.#connection
    return connection.read(() => work(connection))
  }
}
