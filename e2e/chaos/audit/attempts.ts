import type { Evidence, TaskRow } from '../evidence.ts'
import { groupBy } from './fault.ts'
import type { LaneHistory } from './lanes.ts'

/** The statuses that may follow each status of a task execution. Between two attempts, work outside may have to be stopped. */
const FOLLOWS: Readonly<Record<string, readonly string[]>> = {
  null: ['INIT'],
  INIT: ['QUEUED', 'STOPPED', 'STOPPING'],
  QUEUED: ['RUNNING', 'STOPPING', 'FAILED', 'RETRYING'],
  RUNNING: ['SUCCESS', 'FAILED', 'STOPPING', 'RETRYING'],
  STOPPING: ['STOPPED', 'SUCCESS', 'FAILED'],
  RETRYING: ['INIT', 'STOPPED', 'STOPPING'],
}

/** A task that waits for another execution has no attempts. */
const WITHOUT_ATTEMPTS: typeof FOLLOWS = { ...FOLLOWS, INIT: ['RUNNING', 'STOPPED'], RUNNING: ['SUCCESS', 'STOPPING'] }

/** Checks that each attempt is one process, that none overlaps another of its task, and that statuses match the processes. */
export function auditAttempts(evidence: Evidence, histories: readonly LaneHistory[]): string[] {
  const begins = groupBy(
    evidence.testimonies.filter(({ mark }) => mark === 'begin'),
    ({ attemptId }) => attemptId,
  )
  return [
    ...[...begins].flatMap(([attemptId, { length }]) =>
      length > 1 ? [`the attempt ${attemptId} began ${length} times`] : [],
    ),
    ...evidence.testimonies.flatMap(({ mark, attemptId, executionId, task, pid }) =>
      mark === 'overlap'
        ? [`the attempt ${attemptId} of ${executionId}/${task}, process ${pid}, met another one alive`]
        : [],
    ),
    ...unknown(evidence, [...begins.keys()]),
    ...evidence.tasks.flatMap((row) => unwitnessed(row, begins)),
    ...auditTransitions(evidence, histories),
  ]
}

/** Attempts that ran although the store does not know them. */
function unknown({ tasks, events }: Evidence, begun: readonly string[]): string[] {
  const known = new Set(tasks.flatMap(({ attemptId, earlierAttempts }) => [attemptId, ...earlierAttempts]))
  for (const { kind, value } of events) {
    if (kind === 'report')
      known.add((JSON.parse(value ?? '{}') as { report?: { attemptId?: string } }).report?.attemptId ?? null)
  }
  return begun.flatMap((attemptId) =>
    known.has(attemptId) ? [] : [`the attempt ${attemptId} ran, and nobody knows it`],
  )
}

function unwitnessed(
  { execution, task, sequence, status, attemptId, child }: TaskRow,
  begun: ReadonlyMap<string, unknown>,
): string[] {
  const place = `${execution}/${task}/${sequence}`
  if (!['SUCCESS', 'FAILED', 'STOPPED'].includes(status)) return [`${place} is ${status} after all has come to rest`]
  if (child === null && status === 'SUCCESS' && (attemptId === null || !begun.has(attemptId)))
    return [`${place} is SUCCESS, and its attempt ${attemptId} never began`]
  return []
}

function auditTransitions({ tasks }: Evidence, histories: readonly LaneHistory[]): string[] {
  const rows = new Map(tasks.map((row) => [`${row.execution}/${row.task}/${row.sequence}`, row]))
  return histories.flatMap(({ changes }) => {
    const byTask = groupBy(
      changes.filter(({ task }) => task !== null),
      ({ execution, task, sequence }) => `${execution}/${task}/${sequence}`,
    )
    return [...byTask].flatMap(([place, own]) => {
      const follows = rows.get(place)?.child == null ? FOLLOWS : WITHOUT_ATTEMPTS
      const faults = own.flatMap(({ from, to, offset }, index) => {
        const before = own[index - 1]?.to ?? null
        const isLegal = from === before && follows[String(from)]?.includes(to)
        return isLegal ? [] : [`${place} became ${to} from ${from} after ${before}, at offset ${offset}`]
      })
      const last = own.at(-1)?.to
      return rows.get(place)?.status === last
        ? faults
        : [...faults, `${place} is ${rows.get(place)?.status}; the log says ${last}`]
    })
  })
}
