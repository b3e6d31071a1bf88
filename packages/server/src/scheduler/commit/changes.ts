import type { CircuitChange, CommitReport, ExecutionChange, TaskChange } from '../../log/commit-report.ts'
import type { Measured } from '../../log/live-view.ts'
import type { LaneId } from '../../model/lane-id.ts'
import type { Commit, Counters } from '../../storage/commit.ts'
import type {
  ControlResultRow,
  DeadLetterRow,
  DeadLetterTry,
  DeletedWorkflowRow,
  EndedSessionRow,
  InboxRow,
  NamespaceRow,
  NotMetRow,
  PendingRange,
  PendingStartRow,
  PoolName,
  PoolRow,
  ScheduleRow,
  SnapshotRow,
  StateRow,
  StoredEvent,
  TaskExecutionRow,
  TaskMemoryRow,
  TaskMetricsRow,
  TimerRow,
  TokenRow,
  TriggerRow,
  VerdictRow,
  WorkflowExecutionRow,
  WorkflowRow,
} from '../../storage/rows.ts'
import type { Command } from '../commands/command.ts'

const NONE: readonly never[] = []

/** Steps of conditions that one commit judges before it leaves the others to the next: 0.05 to 0.4 s of an idle machine. */
const HEAVY_STEPS = 250_000

type NotMetRule = Pick<NotMetRow, 'task' | 'rule'>

interface NotMet extends Omit<NotMetRow, 'reason'> {
  readonly evaluated: Pick<NotMetRow, 'reason'>
}

/** What a batch of steps will write. A row that changes several times is written once, as it is at the end. */
export class Changes {
  readonly events: StoredEvent[] = []
  readonly verdicts: VerdictRow[] = []
  readonly deadLetters: DeadLetterRow[] = []
  readonly deadLettersTried = new Map<number, DeadLetterTry>()
  readonly deadLettersDeleted = new Set<number>()
  readonly controlResults: ControlResultRow[] = []
  readonly taskMetrics: TaskMetricsRow[] = []
  readonly measured: Measured[] = []
  readonly namespaces = new Map<string, NamespaceRow>()
  readonly namespacesDeleted = new Set<string>()
  readonly snapshots = new Map<string, SnapshotRow>()
  readonly snapshotsDeleted = new Set<string>()
  readonly workflows = new Map<number, WorkflowRow>()
  readonly workflowsDeleted = new Map<number, DeletedWorkflowRow>()
  readonly triggers = new Map<number, TriggerRow>()
  readonly triggersDeleted = new Set<number>()
  readonly schedules = new Map<number, ScheduleRow>()
  readonly schedulesDeleted = new Set<number>()
  readonly workflowExecutions = new Map<number, WorkflowExecutionRow>()
  readonly workflowExecutionsDeleted = new Set<number>()
  readonly taskExecutions = new Map<number, TaskExecutionRow>()
  readonly timers = new Map<string, TimerRow>()
  readonly tokens = new Map<number, TokenRow>()
  readonly tokensDeleted = new Set<number>()
  readonly endedSessions: EndedSessionRow[] = []
  readonly taskChanges: TaskChange[] = []
  readonly commands: Command[] = []
  readonly executionChanges: ExecutionChange[] = []
  readonly circuitChanges: CircuitChange[] = []
  #conditionSteps = 0
  readonly #taskMemories = new Map<string, TaskMemoryRow>()
  readonly #pendingAdded = new Map<string, PendingStartRow[]>()
  readonly #pendingRemoved: PendingRange[] = []
  readonly #pools = new Map<string, PoolRow>()
  readonly #poolsDeleted = new Map<string, PoolName>()
  readonly #states = new Map<string, StateRow>()
  readonly #inboxAdded = new Map<string, InboxRow>()
  readonly #inboxesCleared = new Set<LaneId>()
  readonly #inboxRemoved = new Map<string, InboxRow>()
  readonly #notMet = new Map<string, NotMet>()

  addConditionSteps(steps: number): void {
    this.#conditionSteps += steps
  }

  /** Its conditions have cost so much that others should have their turn. */
  get isHeavy(): boolean {
    return this.#conditionSteps > HEAVY_STEPS
  }

  setTaskMemory(row: TaskMemoryRow): void {
    this.#taskMemories.set(`${row.workflowExecutionId}/${row.taskName}`, row)
  }

  addPendingStart(row: PendingStartRow): void {
    const key = `${row.workflowExecutionId}/${row.taskName}`
    const added = this.#pendingAdded.get(key)
    if (added === undefined) this.#pendingAdded.set(key, [row])
    else added.push(row)
  }

  /** Those that this batch added, too. */
  removePendingStarts(range: PendingRange): void {
    this.#pendingRemoved.push(range)
    const key = `${range.workflowExecutionId}/${range.taskName}`
    const added = this.#pendingAdded.get(key)
    if (added === undefined) return
    this.#pendingAdded.set(
      key,
      added.filter(({ position }) => position < range.from || position > range.to),
    )
  }

  setPool(row: PoolRow): void {
    this.#poolsDeleted.delete(`${row.namespace}/${row.name}`)
    this.#pools.set(`${row.namespace}/${row.name}`, row)
  }

  deletePool(pool: PoolName): void {
    this.#pools.delete(`${pool.namespace}/${pool.name}`)
    this.#poolsDeleted.set(`${pool.namespace}/${pool.name}`, pool)
  }

  get states(): Iterable<StateRow> {
    return this.#states.values()
  }

  setState(row: StateRow): void {
    this.#states.set(`${row.lane}/${row.name}`, row)
  }

  addToInbox(row: InboxRow): void {
    this.#inboxAdded.set(inboxKey(row), row)
  }

  removeFromInbox(row: InboxRow): void {
    if (!this.#inboxAdded.delete(inboxKey(row))) this.#inboxRemoved.set(inboxKey(row), row)
  }

  /** Removes all that waits in a lane, what this batch added too. */
  clearInbox(lane: LaneId): void {
    for (const [key, row] of this.#inboxAdded) if (row.lane === lane) this.#inboxAdded.delete(key)
    for (const [key, row] of this.#inboxRemoved) if (row.lane === lane) this.#inboxRemoved.delete(key)
    this.#inboxesCleared.add(lane)
  }

  /** The reason is read when the batch is committed, of the last event only. */
  addNotMet(lane: LaneId, { task, rule }: NotMetRule, offset: number, evaluated: NotMet['evaluated']): void {
    const key = `${lane}/${task ?? ''}/${rule}`
    const count = (this.#notMet.get(key)?.count ?? 0) + 1
    this.#notMet.set(key, { lane, task, rule, count, lastOffset: offset, evaluated })
  }

  /** Something was deleted whose remains have to be swept. */
  get leavesRemains(): boolean {
    return this.workflowExecutionsDeleted.size > 0 || this.workflowsDeleted.size > 0
  }

  /** For those who count; nothing of it is stored. */
  toReport(storeSeconds: number): CommitReport {
    const { events, verdicts, taskChanges, executionChanges, circuitChanges } = this
    const notMet = [...this.#notMet.values()].reduce((sum, row) => sum + row.count, 0)
    return { storeSeconds, events, verdicts, notMet, taskChanges, executionChanges, circuitChanges }
  }

  toCommit(epoch: number, expectedOffset: number, counters: Counters): Commit {
    return {
      epoch,
      expectedOffset,
      counters,
      events: this.events,
      namespaces: valuesOf(this.namespaces),
      namespacesDeleted: valuesOf(this.namespacesDeleted),
      pools: valuesOf(this.#pools),
      poolsDeleted: valuesOf(this.#poolsDeleted),
      snapshots: valuesOf(this.snapshots),
      snapshotsDeleted: valuesOf(this.snapshotsDeleted),
      workflows: valuesOf(this.workflows).filter((row) => !this.workflowsDeleted.has(row.id)),
      workflowsDeleted: valuesOf(this.workflowsDeleted),
      triggers: valuesOf(this.triggers).filter((row) => !this.triggersDeleted.has(row.id)),
      triggersDeleted: valuesOf(this.triggersDeleted),
      schedules: valuesOf(this.schedules).filter((row) => !this.schedulesDeleted.has(row.id)),
      schedulesDeleted: valuesOf(this.schedulesDeleted),
      workflowExecutions: valuesOf(this.workflowExecutions),
      taskExecutions: valuesOf(this.taskExecutions),
      workflowExecutionsDeleted: valuesOf(this.workflowExecutionsDeleted),
      taskMetrics: this.taskMetrics,
      taskMemories: valuesOf(this.#taskMemories),
      pendingStartsRemoved: this.#pendingRemoved,
      pendingStartsAdded: valuesOf(this.#pendingAdded).flat(),
      states: valuesOf(this.#states),
      timers: valuesOf(this.timers),
      inboxesCleared: valuesOf(this.#inboxesCleared),
      inboxAdded: valuesOf(this.#inboxAdded),
      inboxRemoved: valuesOf(this.#inboxRemoved),
      tokens: valuesOf(this.tokens).filter((row) => !this.tokensDeleted.has(row.id)),
      tokensDeleted: valuesOf(this.tokensDeleted),
      endedSessions: this.endedSessions,
      verdicts: this.verdicts,
      notMet: valuesOf(this.#notMet).map(toNotMetRow),
      deadLetters: this.deadLetters,
      deadLettersTried: valuesOf(this.deadLettersTried),
      deadLettersDeleted: valuesOf(this.deadLettersDeleted),
      controlResults: this.controlResults,
    }
  }
}

function inboxKey(row: InboxRow): string {
  return `${row.lane}/${row.offset}`
}

/** Most commits hold next to nothing of most tables. */
function valuesOf<Value>(of: ReadonlyMap<unknown, Value> | ReadonlySet<Value>): readonly Value[] {
  return of.size === 0 ? NONE : [...of.values()]
}

function toNotMetRow({ lane, task, rule, count, lastOffset, evaluated }: NotMet): NotMetRow {
  return { lane, task, rule, count, lastOffset, reason: evaluated.reason }
}
