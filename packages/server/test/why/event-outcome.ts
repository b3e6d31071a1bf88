import { DatabaseSync } from 'node:sqlite'
import type { TriedEvent, TriedRule } from '@aiflow/sdk/internal/api/events'
import { isAlive } from '@aiflow/sdk/internal/model'
import { parseLaneId } from '../../src/model/lane-id.ts'
import type { NotMetRow } from '../../src/storage/rows.ts'
import type { SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

/** What a rule made of an event: `1/train "go": fired start`. */
export type Outcome = string

/** The same of a prediction, without rules that were not tried. */
export function outcomesOf({ lanes }: TriedEvent): Outcome[] {
  const outcomes = lanes.flatMap(({ workflowExecutionId, workflowName, rules }) =>
    rules.map(({ task, rule, verdict, reason, effect }) =>
      show({ place: placeOf(workflowExecutionId ?? workflowName, task), rule, verdict, reason, effect: effect?.type }),
    ),
  )
  return outcomes.sort()
}

interface Shown {
  readonly place: string
  readonly rule: string
  readonly verdict: TriedRule['verdict']
  readonly reason: string | null
  readonly effect: string | undefined
}

function show({ place, rule, verdict, reason, effect }: Shown): Outcome {
  return `${place} "${rule}": ${[verdict, effect, reason].filter((part) => part != null).join(' ')}`
}

function placeOf(lane: number | string, task: string | null): string {
  return task === null ? `triggers of ${lane}` : `${lane}/${task}`
}

/** Each row of each table, as text. */
export function dumpOf(harness: SchedulerHarness): string[] {
  const database = new DatabaseSync(harness.storePath, { readOnly: true })
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all()
  const rows = tables.flatMap(({ name }) =>
    database
      .prepare(`SELECT * FROM "${name}"`)
      .all()
      .map((row) => `${name} ${JSON.stringify(row)}`),
  )
  database.close()
  return rows
}

/** The tasks and executions as they are at one time. */
export interface Snapshot {
  readonly tasks: ReadonlyMap<string, { readonly status: string; readonly sequence: number; readonly pending: number }>
  readonly executions: ReadonlyMap<number, string>
}

export async function snapshotOf({ reads }: SchedulerHarness): Promise<Snapshot> {
  const { items } = await reads.executions.list({}, { limit: 1000 })
  const tasks = new Map<string, { status: string; sequence: number; pending: number }>()
  for (const { id } of items) {
    const pending = await reads.tasks.countPendingStarts(id)
    const runs = await reads.tasks.list({ workflowExecutionId: id }, { limit: 1000 })
    for (const { taskName, status, sequenceNumber } of runs.items.toReversed()) {
      tasks.set(`${id}/${taskName}`, { status, sequence: sequenceNumber, pending: pending.get(taskName) ?? 0 })
    }
  }
  return { tasks, executions: new Map(items.map(({ id, status }) => [id, status])) }
}

/** What rules really made of an event, from their verdicts and from what changed. */
export async function realOutcomes(harness: SchedulerHarness, offset: number, before: Snapshot): Promise<Outcome[]> {
  const { reads } = harness
  const after = await snapshotOf(harness)
  const names = new Map((await reads.workflows.list({}, { limit: 100 })).items.map(({ id, name }) => [id, name]))
  const laneOf = (lane: Parameters<typeof parseLaneId>[0]) => {
    const { kind, id } = parseLaneId(lane)
    return kind === 'workflow' ? (names.get(id) ?? '') : id
  }
  const verdicts = (await reads.verdicts.ofEvent({ offset, limit: 1000 })).map(
    ({ lane, task, rule, verdict, reason, resultId }) => {
      const place = placeOf(laneOf(lane), task)
      if (verdict !== 'fired') return show({ place, rule, verdict, reason, effect: undefined })
      const effect = task === null ? effectOnExecution(after, resultId) : effectOnTask(place, before, after)
      return show({ place, rule, verdict, reason, effect })
    },
  )
  const lanes = [
    ...[...before.executions.keys()].map((id) => `execution:${id}` as const),
    ...[...names.keys()].map((id) => `workflow:${id}` as const),
  ]
  const counted = (await Promise.all(lanes.map((lane) => reads.verdicts.notMet({ lane })))).flat()
  const notMet = counted
    .filter(({ lastOffset }: NotMetRow) => lastOffset === offset)
    .map(({ lane, task, rule, reason }) =>
      show({ place: placeOf(laneOf(lane), task), rule, verdict: 'notMet', reason, effect: undefined }),
    )
  return [...verdicts, ...notMet].sort()
}

function effectOnTask(place: string, { tasks: then }: Snapshot, { tasks: now }: Snapshot): string {
  const before = then.get(place)
  const after = now.get(place)
  if (after === undefined) throw new Error(`${place} has not run`)
  const { status, sequence, pending } = before ?? { status: 'SUCCESS', sequence: 0, pending: 0 }
  const wasAlive = isAlive(status as Parameters<typeof isAlive>[0])
  if (after.sequence > sequence) return wasAlive ? 'restart' : 'start'
  const isStopped = status !== after.status && ['STOPPING', 'STOPPED'].includes(after.status)
  if (isStopped) return after.pending > 0 ? 'restart' : 'stop'
  return after.pending === 0 && pending > 0 ? 'dropWaiting' : 'wait'
}

function effectOnExecution({ executions }: Snapshot, id: number | null): string {
  return executions.get(id ?? 0) === 'INIT' ? 'wait' : 'start'
}
