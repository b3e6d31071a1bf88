import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { unsettledAttempts } from '../support/unsettled-attempts.ts'
import { type Testimony, Witness } from '../support/witness.ts'
import type { ChaosHome } from './chaos-home.ts'
import type { Ledger } from './ledger.ts'

/*
 * What is left after a run, read without any code of the product: the tables of the store, what the tasks wrote, and what
 * clients were promised.
 */

const PAUSES = ['Execution', 'Trigger', 'Schedule'].map((what) => `aiflow/control/set${what}Paused`)

export interface EventRow {
  readonly offset: number
  readonly kind: string
  readonly key: string
  readonly value: string | null
  readonly sender: string | null
  readonly context: string | null
  readonly execution: number | null
  readonly idempotencyKey: string | null
  readonly createTime: number
}

export interface ExecutionRow {
  readonly id: number
  readonly workflowId: number
  readonly workflow: string
  readonly snapshot: string
  readonly type: string
  readonly status: string
  readonly stopping: boolean
  readonly endTime: number | null
  readonly trigger: TriggerData
  /** The backfill that started it, and the time that it is for. */
  readonly backfill: number | null
  readonly dueTime: number | null
  /** The task execution that started it: `<execution>/<task>/<sequence>`. */
  readonly parent: string | null
}

export interface BackfillRow {
  readonly id: number
  readonly status: string
  readonly total: number
  /** By what became of its times. */
  readonly counts: Readonly<Record<string, number>>
}

interface TriggerData {
  readonly rule: string | null
  readonly events: readonly { readonly offset: number; readonly kind: string; readonly value: string | null }[]
}

export interface TaskRow {
  readonly id: number
  readonly execution: number
  readonly task: string
  readonly sequence: number
  readonly type: string
  readonly status: string
  readonly attemptId: string | null
  readonly attemptNumber: number
  /** Offset of the event that says that it is INIT. */
  readonly startOffset: number
  readonly earlierAttempts: readonly string[]
  readonly output: unknown
  readonly outcome: { readonly type: string } | null
  /** The execution that it started. */
  readonly child: number | null
  readonly trigger: TriggerData
}

export interface VerdictRow {
  readonly offset: number
  readonly lane: string
  readonly task: string
  readonly rule: string
  readonly verdict: string
  readonly action: string | null
  readonly reason: string | null
  readonly result: number | null
}

interface NotMetRow {
  readonly lane: string
  readonly task: string
  readonly rule: string
  readonly count: number
}

export interface ConditionData {
  readonly type: string
  readonly event?: { readonly key: string }
  readonly events?: readonly { readonly key: string }[]
  readonly expectEventKeys?: readonly string[]
  readonly task?: string
  readonly status?: string
  readonly members?: readonly { readonly task: string; readonly status: string }[]
}

export interface RuleData {
  readonly name: string
  readonly action: string
  readonly whenAlive: string
  readonly condition: ConditionData
}

/** A request that paused or resumed an execution, a trigger or a schedule. */
export interface PauseRequest {
  readonly offset: number
  readonly createTime: number
  /** `execution:<id>`, or `<workflow>/<name>` of a trigger or schedule. */
  readonly target: string
  readonly paused: boolean
}

interface TaskData {
  readonly name: string
  readonly rules: readonly RuleData[]
  readonly pool?: string
  readonly priority?: number
  readonly periodicExpression?: string
}

interface DefinitionData {
  readonly name: string
  readonly tasks: readonly TaskData[]
}

export interface TriggerRow {
  readonly workflowId: number
  readonly workflow: string
  readonly name: string
  readonly condition: ConditionData
  readonly fanIn: { readonly type: string }
}

export interface Evidence {
  readonly ledger: Ledger
  readonly lastOffset: number
  readonly events: readonly EventRow[]
  readonly pauseRequests: readonly PauseRequest[]
  readonly executions: readonly ExecutionRow[]
  readonly backfills: readonly BackfillRow[]
  readonly tasks: readonly TaskRow[]
  readonly verdicts: readonly VerdictRow[]
  readonly notMet: readonly NotMetRow[]
  readonly definitions: ReadonlyMap<string, DefinitionData>
  readonly triggers: readonly TriggerRow[]
  readonly states: ReadonlyMap<string, unknown>
  readonly schedules: readonly { readonly id: number; readonly workflow: string; readonly name: string }[]
  readonly deadLetters: readonly { readonly source: string; readonly offset: number; readonly error: string }[]
  readonly inbox: readonly { readonly lane: string; readonly offset: number }[]
  readonly testimonies: readonly Testimony[]
  /** Reports of daemons that began while another one of their task was alive. */
  readonly doubleDaemons: readonly string[]
  readonly livingDaemons: readonly string[]
  /** Attempts that the worker still keeps as unsettled. */
  readonly unsettled: readonly string[]
}

type Columns = Readonly<Record<string, string | number | null>>

export function gatherEvidence({ home, daemons }: ChaosHome, ledger: Ledger): Evidence {
  const store = new DatabaseSync(join(home.folder, 'aiflow.db'), { readOnly: true })
  try {
    const all = (sql: string) => store.prepare(sql).all() as Columns[]
    return {
      ledger,
      ...readLog(all),
      ...readExecutions(all),
      ...readRules(all),
      ...readRest(all),
      testimonies: new Witness(home).all(),
      doubleDaemons: daemons.doubles,
      livingDaemons: daemons.alive(),
      unsettled: unsettledAttempts(home.folder),
    }
  } finally {
    store.close()
  }
}

type Query = (sql: string) => Columns[]

function readLog(all: Query): Pick<Evidence, 'events' | 'lastOffset' | 'pauseRequests'> {
  const events = all(`SELECT offset, kind, key, value, sender, context, workflow_execution_id AS execution,
    idempotency_key AS idempotencyKey, create_time AS createTime FROM events ORDER BY offset`)
  const lastOffset = Number(all('SELECT last_offset AS last FROM store')[0]?.last)
  const rows = events as unknown as EventRow[]
  return { events: rows, lastOffset, pauseRequests: rows.flatMap(pauseRequest) }
}

function pauseRequest({ kind, key, value, offset, createTime }: EventRow): PauseRequest[] {
  if (kind !== 'control' || !PAUSES.includes(key)) return []
  const of = parse<{ workflowExecutionId?: number; workflow?: string; name?: string; paused: boolean }>(value)
  const target =
    of.workflowExecutionId === undefined ? `${of.workflow}/${of.name}` : `execution:${of.workflowExecutionId}`
  return [{ offset, createTime, target, paused: of.paused }]
}

function readExecutions(all: Query): Pick<Evidence, 'executions' | 'backfills' | 'tasks'> {
  const executions = all('SELECT * FROM workflow_executions ORDER BY id').map((row) => ({
    id: Number(row.id),
    workflowId: Number(row.workflow_id),
    workflow: String(row.workflow_name),
    snapshot: String(row.snapshot_hash),
    type: String(row.type),
    status: String(row.status),
    stopping: row.stopping === 1,
    endTime: row.end_time as number | null,
    trigger: parse<TriggerData>(row.trigger_json),
    backfill: row.backfill_id as number | null,
    dueTime: row.due_time as number | null,
    parent: row.parent === null ? null : placeOf(parse<ParentData>(row.parent)),
  }))
  const backfills = all('SELECT id, status, total, counts FROM backfills ORDER BY id').map(({ counts, ...row }) => ({
    ...(row as unknown as Omit<BackfillRow, 'counts'>),
    counts: parse<BackfillRow['counts']>(counts),
  }))
  return { executions, backfills, tasks: all('SELECT * FROM task_executions ORDER BY id').map(taskRow) }
}

interface ParentData {
  readonly workflowExecutionId: number
  readonly taskName: string
  readonly sequenceNumber: number
}

function placeOf({ workflowExecutionId, taskName, sequenceNumber }: ParentData): string {
  return `${workflowExecutionId}/${taskName}/${sequenceNumber}`
}

function taskRow(row: Columns): TaskRow {
  const outcome = parse<{ type: string; output?: unknown } | null>(row.outcome ?? 'null')
  return {
    id: Number(row.id),
    execution: Number(row.workflow_execution_id),
    task: String(row.task_name),
    sequence: Number(row.sequence_number),
    type: String(row.type),
    status: String(row.status),
    attemptId: row.attempt_id as string | null,
    attemptNumber: Number(row.attempt_number),
    startOffset: Number(row.start_offset),
    earlierAttempts: parse<{ attemptId: string }[]>(row.previous_attempts).map(({ attemptId }) => attemptId),
    output: outcome?.output ?? null,
    outcome,
    child: row.child_execution_id as number | null,
    trigger: parse<TriggerData>(row.trigger_json),
  }
}

function readRules(all: Query): Pick<Evidence, 'verdicts' | 'notMet' | 'definitions' | 'triggers'> {
  const snapshots = all('SELECT hash, definition FROM snapshots')
  return {
    verdicts: readVerdicts(all),
    notMet: all('SELECT lane, task, rule, count FROM not_met') as unknown as NotMetRow[],
    definitions: new Map(snapshots.map(({ hash, definition }) => [String(hash), parse<DefinitionData>(definition)])),
    triggers: all('SELECT * FROM triggers ORDER BY id').map((row) => ({
      workflowId: Number(row.workflow_id),
      workflow: String(row.workflow_name),
      name: String(row.name),
      condition: parse<ConditionData>(row.condition),
      fanIn: parse<{ type: string }>(row.fan_in),
    })),
  }
}

/** A row may stand for further verdicts: it lists the distances of their ids and offsets from its own, alternating. */
function readVerdicts(all: Query): VerdictRow[] {
  const rows = all(`SELECT id, event_offset AS offset, lane, coalesce(task, '') AS task, rule, verdict, action, reason,
    result_id AS result, others FROM verdicts`)
  const verdicts = rows.flatMap(({ others, ...row }) => {
    const distances = others === null ? [] : parse<number[]>(others)
    const offsets = distances.filter((_, index) => index % 2 === 1)
    const further = offsets.map((offset, index) => ({
      ...row,
      id: Number(row.id) + (distances[2 * index] ?? 0),
      offset: Number(row.offset) + offset,
    }))
    return [row, ...further]
  })
  return verdicts.sort((a, b) => Number(a.id) - Number(b.id)) as unknown as VerdictRow[]
}

function readRest(all: Query): Pick<Evidence, 'states' | 'schedules' | 'deadLetters' | 'inbox'> {
  const states = all('SELECT lane, name, value FROM states')
  return {
    states: new Map(states.map(({ lane, name, value }) => [`${lane}/${name}`, parse<unknown>(value)])),
    schedules: all('SELECT id, workflow_name AS workflow, name FROM schedules') as unknown as Evidence['schedules'],
    deadLetters: all(
      'SELECT source, event_offset AS offset, error FROM dead_letters',
    ) as unknown as Evidence['deadLetters'],
    inbox: all('SELECT lane, event_offset AS offset FROM inbox') as unknown as Evidence['inbox'],
  }
}

function parse<T>(text: string | number | null | undefined): T {
  return JSON.parse(String(text)) as T
}

/** The number of events that wait in inboxes. */
export function countInbox(folder: string): number {
  return countRows(folder, 'inbox')
}

/** The number of events that triggers keep for their next execution. */
export function countKept(folder: string): number {
  return countRows(folder, "states WHERE name LIKE 'kept:%'")
}

function countRows(folder: string, from: string): number {
  const store = new DatabaseSync(join(folder, 'aiflow.db'), { readOnly: true })
  try {
    return Number((store.prepare(`SELECT count(*) AS count FROM ${from}`).get() as Columns).count)
  } finally {
    store.close()
  }
}
