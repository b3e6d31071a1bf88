import type { Evidence, ExecutionRow, TaskRow } from '../evidence.ts'
import { groupBy } from './fault.ts'

/** What may become of a task by the end of the execution that it waited for. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  SUCCESS: ['SUCCESS'],
  FAILED: ['FAILED', 'STOPPED'],
  STOPPED: ['STOPPED'],
}

/** Checks that each task started one execution at most, that both name each other, and that they ended alike, in their order, with the right result. */
export function auditChildren(evidence: Evidence): string[] {
  const children = evidence.executions.filter(({ parent }) => parent !== null)
  const byParent = groupBy(children, ({ parent }) => String(parent))
  const twice = [...byParent].flatMap(([place, { length }]) =>
    length > 1 ? [`${place} started ${length} executions`] : [],
  )
  const tasks = new Map(evidence.tasks.map((row) => [placeOf(row), row]))
  const lost = children.flatMap(({ id, parent }) =>
    tasks.get(String(parent))?.child === id ? [] : [`${parent} does not name the execution ${id}, which it started`],
  )
  const executions = new Map(evidence.executions.map((row) => [row.id, row]))
  const ended = endsOf(evidence)
  return [
    ...twice,
    ...lost,
    ...evidence.tasks.flatMap((row) => auditTask(row, executions, ended)),
    ...evidence.executions.flatMap((row) => auditResult(row, evidence.tasks)),
  ]
}

function auditTask(
  row: TaskRow,
  executions: ReadonlyMap<number, ExecutionRow>,
  ended: ReadonlyMap<string, number>,
): string[] {
  if (row.child === null) return []
  const child = executions.get(row.child)
  const place = placeOf(row)
  if (child?.parent !== place) return [`${place} names the execution ${row.child}, which it did not start`]
  const isAlike = ENDS[row.status]?.includes(child.status) ?? false
  const [first, last] = [ended.get(String(child.id)) ?? Number.POSITIVE_INFINITY, ended.get(place) ?? 0]
  return [
    ...(isAlike ? [] : [`${place} ended as ${row.status}, and the execution ${child.id} as ${child.status}`]),
    ...(first < last ? [] : [`${place} ended before the execution ${child.id} that it waited for`]),
  ]
}

/** A task that was started again in the middle has the number of the event that did it. */
function auditResult({ id, workflow, status }: ExecutionRow, tasks: readonly TaskRow[]): string[] {
  if (workflow !== 'nested') return []
  const last = tasks.findLast(({ execution }) => execution === id)
  const wanted = Number(last?.trigger.events.at(-1)?.value) + 2
  if (status === 'SUCCESS' && last?.output === wanted) return []
  return [`the execution ${id} ended as ${status}, and came to ${last?.output} instead of ${wanted}`]
}

/** The offset of the last change of each execution and each task execution. */
function endsOf({ events }: Evidence): Map<string, number> {
  const ends = new Map<string, number>()
  for (const { kind, context, offset } of events) {
    if (kind !== 'status') continue
    const { workflowExecutionId: id, taskName, sequenceNumber } = JSON.parse(context ?? '{}')
    ends.set(taskName === undefined ? `${id}` : `${id}/${taskName}/${sequenceNumber}`, offset)
  }
  return ends
}

function placeOf({ execution, task, sequence }: TaskRow): string {
  return `${execution}/${task}/${sequence}`
}
