import type { EventRow, Evidence, ExecutionRow } from '../evidence.ts'
import { groupBy } from './fault.ts'

/** A change of status as the log tells it. */
export interface StatusChange {
  readonly offset: number
  readonly execution: number
  /** Null for the workflow execution itself. */
  readonly task: string | null
  readonly sequence: number
  readonly from: string | null
  readonly to: string
}

/** What the log says of one workflow execution, beside its row. */
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
    return { row, changes: own, offered: users.filter((event) => isOffered(event, row, own)) }
  })
}

/** It lives from the change to RUNNING until it has ended; what started it is not offered to it. */
function isOffered(event: EventRow, row: ExecutionRow, changes: readonly StatusChange[]): boolean {
  if (event.execution !== null && event.execution !== row.id) return false
  let isLiving = false
  for (const { offset, task, to } of changes) {
    if (offset > event.offset) break
    if (task === null) isLiving = to === 'RUNNING' || (isLiving && !ENDED.includes(to))
  }
  return isLiving
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
