import type { EventRow, Evidence, ExecutionRow } from '../evidence.ts'
import { groupBy } from './fault.ts'

/** A change of status according to the log. */
export interface StatusChange {
  readonly offset: number
  readonly execution: number
  /** Null for the workflow execution itself. */
  readonly task: string | null
  readonly sequence: number
  readonly from: string | null
  readonly to: string
}

/** What the log says about one workflow execution, in addition to its row. */
export interface LaneHistory {
  readonly row: ExecutionRow
  readonly changes: readonly StatusChange[]
  /** Events from outside that were offered to it, in order. */
  readonly offered: readonly EventRow[]
}

const ENDED = ['SUCCESS', 'FAILED', 'STOPPED']

export function historiesOf({ events, executions }: Evidence): LaneHistory[] {
  const changes = groupBy(
    events.filter(({ kind }) => kind === 'status').map(statusChange),
    ({ execution }) => `${execution}`,
  )
  const users = events.filter(({ kind }) => kind === 'user')
  return executions.map((row) => {
    const own = changes.get(String(row.id)) ?? []
    const lives = livesOf(own)
    return { row, changes: own, offered: users.filter((event) => isOffered(event, row, lives)) }
  })
}

/** Whether at least one of its lives was ended by a stop. */
export function wasStopped({ row, changes }: LaneHistory): boolean {
  return row.stopping || changes.some(({ task, to }) => task === null && to === 'STOPPED')
}

/** From one offset to another. */
interface Life {
  readonly begin: number
  end: number
}

/** It lives from the change to RUNNING until it has ended. */
function livesOf(changes: readonly StatusChange[]): Life[] {
  const lives: Life[] = []
  for (const { offset, task, to } of changes) {
    const life = lives.at(-1)
    if (task !== null) continue
    if (to === 'RUNNING') lives.push({ begin: offset, end: Number.POSITIVE_INFINITY })
    else if (life !== undefined && ENDED.includes(to)) life.end = offset
  }
  return lives
}

/** Whether an event was offered to an execution. The event that started it is not. */
function isOffered({ execution, offset }: EventRow, { id }: ExecutionRow, lives: readonly Life[]): boolean {
  return (execution === null || execution === id) && lives.some(({ begin, end }) => offset > begin && offset < end)
}

function statusChange({ offset, value, context }: EventRow): StatusChange {
  const of = JSON.parse(context ?? '{}') as {
    workflowExecutionId: number
    taskName?: string
    sequenceNumber?: number
    from: string | null
  }
  return {
    offset,
    execution: of.workflowExecutionId,
    task: of.taskName ?? null,
    sequence: of.sequenceNumber ?? 0,
    from: of.from,
    to: value ?? '',
  }
}
