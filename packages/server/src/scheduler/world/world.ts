import { cursorKey } from '../../model/cursor-key.ts'
import { type LaneId, laneId, parseLaneId } from '../../model/lane-id.ts'
import { type RuleName, ruleId } from '../../model/rule-name.ts'
import { parseTimerId } from '../../model/timer-ids.ts'
import { loadLibraries } from '../../parameters/load-libraries.ts'
import { eventKeysOf } from '../../rules/conditions/kinds.ts'
import { KeyIndex } from '../../rules/key-index.ts'
import { createPlan, type Plan } from '../../rules/plan.ts'
import { StormWatch } from '../../rules/storms.ts'
import type { Counters } from '../../storage/commit.ts'
import { EMPTY_INBOX, type ExecutionImage, type ReadState, type SchedulerImage } from '../../storage/image.ts'
import type { NamespaceRow, ScheduleRow, SnapshotRow, TriggerRow } from '../../storage/rows.ts'
import { givenToItems } from '../items/given-to-items.ts'
import { AttemptIndex } from './attempt-index.ts'
import { Backfills } from './backfills.ts'
import { Children } from './children.ts'
import { ExecutionLane, type TaskSlot } from './execution-lane.ts'
import { DEFAULT_GUARDS, type Guards } from './guards.ts'
import { HearingExecutions } from './hearing-executions.ts'
import { restoreItems } from './item-slot.ts'
import type { Lane } from './lane.ts'
import { LivingExecutions } from './living-executions.ts'
import { holdNamespacedRows, type NamespacedRows } from './namespaced-rows.ts'
import { SetAside } from './set-aside.ts'
import { TokenIndex } from './token-index.ts'
import { WorkflowLane } from './workflow-lane.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/**
 * Everything the scheduler decides on: the living part of the store, in memory, with indexes. It is built from the store,
 * runs ahead of it within a batch, and is discarded and rebuilt when a commit fails.
 */
export class World {
  readonly storeId: string
  readonly epoch: number
  readonly counters: Mutable<Counters>
  readonly guards: Guards
  readonly storms: StormWatch
  readonly namespaces: Map<string, NamespaceRow>
  /** Rows with a name in a namespace, such as pools. */
  readonly named: NamespacedRows
  readonly workflows = new Map<number, WorkflowLane>()
  readonly schedules = new Map<number, ScheduleRow>()
  readonly backfills: Backfills
  readonly executions = new Map<number, ExecutionLane>()
  readonly living = new LivingExecutions()
  readonly timers: Map<string, number>
  /** What cannot be read from the store. */
  readonly setAside: SetAside
  readonly tokens: TokenIndex
  /** The positions of the cursors of sources, by `cursorKey`. */
  readonly cursors: Map<string, string>
  /** Sessions that their users logged out of, and when they would have expired. */
  readonly endedSessions: Map<string, number>
  readonly attempts = new AttemptIndex()
  readonly children = new Children()
  /** Living executions that have begun. */
  readonly hearing = new HearingExecutions()
  /** Workflows with a trigger on a key. */
  readonly workflowsByKey = new KeyIndex<WorkflowLane>()
  /** Lanes whose inbox is not empty. */
  readonly lanesWithInbox = new Set<Lane>()
  /** Lanes whose inbox is full. */
  readonly fullLanes = new Set<Lane>()
  /** Executions that ended within the batch, so their state in the store is older. */
  readonly departed = new Map<number, ExecutionLane>()
  /** Executions that were deleted within the batch, so the store still has them. */
  readonly deleted = new Set<number>()
  /** Ended executions in the store that a request of this batch wants deleted, with their namespaces. */
  readonly endedToDelete = new Map<number, string>()
  /** Tasks that have pending starts, but none of these in memory any more. */
  readonly tasksToRefill = new Set<TaskSlot>()
  /** A worker to wake after the batch, because the batch could not assign all tasks that wait for its slots. */
  workerToWake: string | null = null
  /** Dead letters whose retry began in this batch. */
  readonly lettersInHand = new Set<number>()
  /** Snapshots that were looked up in this batch and that executions in the store refer to. */
  readonly snapshotsInUse = new Set<string>()
  /** Rules whose remembered events changed within the batch, by `ruleId`. Their states follow at its end. */
  readonly remembering = new Map<Lane, Map<string, RuleName>>()
  /** Reads the whole of a state of which a lane has only the head in memory. */
  readonly readState: ReadState
  lastCreateTime: number
  /** The last offset before the batch. */
  committedOffset: number
  readonly #workflowIds = new Map<string, number>()
  readonly #plans = new Map<string, Plan>()

  constructor(image: SchedulerImage, guards: Guards = DEFAULT_GUARDS) {
    this.guards = guards
    this.storms = new StormWatch(guards)
    this.setAside = new SetAside(image)
    this.readState = image.readState
    this.storeId = image.storeId
    this.epoch = image.epoch
    this.counters = { ...image.counters }
    this.lastCreateTime = image.lastCreateTime
    this.committedOffset = image.counters.lastOffset
    this.namespaces = new Map(image.namespaces.map((row) => [row.name, row]))
    this.named = holdNamespacedRows(image)
    this.backfills = new Backfills(image.backfills, image.endedBackfills)
    this.tokens = new TokenIndex(image.tokens)
    this.cursors = new Map(image.cursors.map((row) => [cursorKey(row), row.position]))
    this.endedSessions = new Map(image.endedSessions.map(({ session, expireTime }) => [session, expireTime]))
    loadLibraries([image.triggers, image.schedules, image.backfills])
    for (const snapshot of image.snapshots) {
      this.#load({ table: 'snapshots', key: snapshot.hash }, () => this.addSnapshot(snapshot))
    }
    this.#loadWorkflows(image)
    for (const execution of image.executions) this.#loadExecution(execution)
    this.timers = new Map(
      image.timers.flatMap(({ id, dueTime }) => (dueTime === null || this.#isOfSetAside(id) ? [] : [[id, dueTime]])),
    )
    for (const id of this.timers.keys()) this.#noteRuleTimer(id)
  }

  /** From this call on, the world runs ahead of the store, until the batch is committed. */
  beginBatch(): void {
    this.committedOffset = this.counters.lastOffset
    this.departed.clear()
    this.deleted.clear()
    this.endedToDelete.clear()
    this.lettersInHand.clear()
    this.snapshotsInUse.clear()
    this.backfills.beginBatch()
    this.workerToWake = null
  }

  /** The plan of a snapshot, compiled once. */
  addSnapshot(snapshot: Pick<SnapshotRow, 'hash' | 'definition'>): Plan {
    const known = this.#plans.get(snapshot.hash)
    if (known !== undefined) return known
    loadLibraries(snapshot.definition)
    const plan = createPlan(snapshot.hash, snapshot.definition)
    this.#plans.set(snapshot.hash, plan)
    return plan
  }

  plan(hash: string): Plan {
    const plan = this.#plans.get(hash)
    if (plan === undefined) throw new Error(`its snapshot ${hash} cannot be read`)
    return plan
  }

  findWorkflow(namespace: string, name: string): WorkflowLane | undefined {
    const id = this.#workflowIds.get(`${namespace}/${name}`)
    return id === undefined ? undefined : this.workflows.get(id)
  }

  addWorkflow(lane: WorkflowLane): void {
    this.workflows.set(lane.row.id, lane)
    this.#workflowIds.set(`${lane.row.namespace}/${lane.row.name}`, lane.row.id)
    this.noteInbox(lane)
  }

  /** Call when the inbox of a lane has changed. */
  noteInbox(lane: Lane): void {
    const { length } = lane.inbox
    if (length > 0) this.lanesWithInbox.add(lane)
    else this.lanesWithInbox.delete(lane)
    if (length >= this.guards.laneEvents) this.fullLanes.add(lane)
    else this.fullLanes.delete(lane)
  }

  removeWorkflow(lane: WorkflowLane): void {
    for (const trigger of lane.triggers.all()) this.removeTrigger(lane, trigger)
    this.workflows.delete(lane.row.id)
    this.#workflowIds.delete(`${lane.row.namespace}/${lane.row.name}`)
    this.lanesWithInbox.delete(lane)
    this.fullLanes.delete(lane)
  }

  removeSnapshot(hash: string): void {
    this.#plans.delete(hash)
  }

  addTrigger(lane: WorkflowLane, trigger: TriggerRow): void {
    lane.triggers.set(trigger)
    for (const key of eventKeysOf(trigger.condition)) this.workflowsByKey.add(lane.row.namespace, key, lane)
  }

  removeTrigger(lane: WorkflowLane, trigger: TriggerRow): void {
    lane.triggers.delete(trigger)
    for (const key of eventKeysOf(trigger.condition)) {
      if (!lane.triggers.hears(key)) this.workflowsByKey.remove(lane.row.namespace, key, lane)
    }
  }

  addExecution(image: ExecutionImage): ExecutionLane {
    const lane = new ExecutionLane(this.plan(image.execution.snapshotHash), image)
    this.#addLane(lane)
    const items = restoreItems(lane, image.itemLists, { givenTo: givenToItems, now: this.lastCreateTime })
    for (const slot of items) if (slot.latest !== null) this.attempts.track(slot, slot.latest)
    for (const row of image.taskExecutions) {
      this.attempts.track(lane.slot(row.taskName), row)
      this.children.track(lane.slot(row.taskName), row)
    }
    return lane
  }

  /** Puts an ended execution back; `image` is its state in the store. */
  restoreExecution(image: ExecutionImage): void {
    const departed = this.departed.get(image.execution.id)
    if (departed === undefined) this.addExecution(image)
    else this.#addLane(departed)
  }

  /** Puts an execution back that ended within the batch. */
  reviveDeparted(id: number): void {
    const departed = this.departed.get(id)
    if (departed !== undefined && !this.deleted.has(id)) this.#addLane(departed)
  }

  removeExecution(lane: ExecutionLane): void {
    this.executions.delete(lane.execution.id)
    this.departed.set(lane.execution.id, lane)
    this.lanesWithInbox.delete(lane)
    this.fullLanes.delete(lane)
    this.living.forget(lane)
    this.children.remove(lane)
    this.hearing.remove(lane)
  }

  /** From this call on, events are offered to the execution. An execution that waits for its turn gets none. */
  listenToEvents(lane: ExecutionLane): void {
    this.hearing.add(lane)
  }

  /** The object of a lane in this world; undefined if the lane has ended. */
  currentLane(lane: Lane): Lane | undefined {
    return this.laneOf(lane.id)
  }

  /** The execution that a lane belongs to; undefined for a lane of triggers. */
  executionOf({ place }: Lane): ExecutionLane | undefined {
    return place.workflowExecutionId === null ? undefined : this.executions.get(place.workflowExecutionId)
  }

  /** Undefined if its execution has ended, or its workflow was deleted. */
  laneOf(lane: LaneId): Lane | undefined {
    const { kind, id } = parseLaneId(lane)
    return kind === 'workflow' ? this.workflows.get(id) : this.executions.get(id)
  }

  #addLane(lane: ExecutionLane): void {
    this.executions.set(lane.execution.id, lane)
    this.living.note(lane)
    this.children.add(lane)
    if (lane.phase !== 'waiting') this.listenToEvents(lane)
    this.noteInbox(lane)
  }

  #loadWorkflows(image: SchedulerImage): void {
    const statesOf = Map.groupBy(image.workflowStates, ({ lane }) => lane)
    for (const row of image.workflows) {
      const id = laneId.ofWorkflow(row.id)
      const states = new Map(statesOf.get(id)?.map(({ name, value }) => [name, value]))
      const inbox = image.workflowInboxes.get(id) ?? EMPTY_INBOX
      this.#load({ table: 'workflows', key: `${row.namespace}/${row.name}` }, () =>
        this.addWorkflow(new WorkflowLane(row, this.plan(row.snapshotHash), states, inbox)),
      )
    }
    for (const row of image.schedules) if (this.workflows.has(row.workflowId)) this.schedules.set(row.id, row)
    for (const row of image.triggers) {
      const lane = this.workflows.get(row.workflowId)
      if (lane === undefined) continue
      this.#load({ table: 'triggers', key: String(row.id) }, () => this.addTrigger(lane, row))
    }
  }

  #loadExecution(image: ExecutionImage): void {
    try {
      this.addExecution(image)
    } catch (error) {
      const items = image.itemLists.flatMap((list) => list.items)
      const attemptIds = [...image.taskExecutions, ...items].flatMap(({ attemptId }) => attemptId ?? [])
      this.setAside.addExecution(image.execution.id, attemptIds, reasonOf(error))
    }
  }

  /** Sets a row aside if `work` fails: a row may be readable and still make no sense. */
  #load(row: { readonly table: string; readonly key: string }, work: () => unknown): void {
    try {
      work()
    } catch (error) {
      this.setAside.add({ ...row, reason: reasonOf(error) })
    }
  }

  #noteRuleTimer(timerId: string): void {
    const timer = parseTimerId(timerId)
    if (timer?.kind === 'rule') this.laneOf(timer.lane)?.wakeDepths.set(ruleId(timer.rule), 0)
  }

  #isOfSetAside(timerId: string): boolean {
    return this.setAside.ownsTimer(timerId, {
      schedule: (id) => this.schedules.has(id),
      backfill: (id) => this.backfills.get(id) !== undefined,
      workflow: (id) => this.workflows.has(id),
      trigger: (workflowId, triggerId) => this.workflows.get(workflowId)?.triggers.get(triggerId) !== undefined,
      triggerNamed: (workflowId, name) => this.workflows.get(workflowId)?.triggers.named(name) !== undefined,
    })
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
