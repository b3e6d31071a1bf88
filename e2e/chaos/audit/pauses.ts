import type { Evidence, PauseRequest } from '../evidence.ts'
import type { LaneHistory } from './lanes.ts'

/** A pause by hand, from one offset to another. */
export interface Pause {
  readonly from: PauseRequest
  /** Null if it was never ended. */
  readonly to: PauseRequest | null
}

/** Checks that nothing was started while it was paused. Other audits check that nothing is missing. */
export function auditPauses(evidence: Evidence, histories: readonly LaneHistory[]): string[] {
  return histories.flatMap((history) => [...startedTasks(evidence, history), ...startedExecution(evidence, history)])
}

/** The pauses of a trigger or a schedule. */
export function pausesOfSource({ pauseRequests }: Evidence, workflow: string, name: string): Pause[] {
  return pausesOf(pauseRequests.filter(({ target }) => target === `${workflow}/${name}`))
}

/** The pauses of an execution. One that lives again after its end is not paused. */
export function pausesOfExecution({ pauseRequests }: Evidence, { row, changes }: LaneHistory): Pause[] {
  const target = `execution:${row.id}`
  const own = pauseRequests.filter((request) => request.target === target)
  if (own.length === 0) return []
  const begins = changes
    .filter(({ task, to }) => task === null && to === 'RUNNING')
    .map(({ offset }) => ({ target, offset, paused: false, createTime: 0 }))
  return pausesOf([...own, ...begins].sort((a, b) => a.offset - b.offset))
}

export function isWithin(offset: number, { from, to }: Pause): boolean {
  return offset > from.offset && (to === null || offset < to.offset)
}

function pausesOf(requests: readonly PauseRequest[]): Pause[] {
  const pauses: Pause[] = []
  let from: PauseRequest | null = null
  for (const request of requests) {
    if (request.paused) from ??= request
    else if (from !== null) {
      pauses.push({ from, to: request })
      from = null
    }
  }
  return from === null ? pauses : [...pauses, { from, to: null }]
}

/** An event that came while its execution was paused starts nothing before it goes on. */
function startedTasks(evidence: Evidence, history: LaneHistory): string[] {
  const { id } = history.row
  return pausesOfExecution(evidence, history).flatMap((pause) =>
    evidence.tasks.flatMap(({ execution, task, sequence, startOffset, trigger }) => {
      const by = trigger.rule === null || execution !== id ? undefined : trigger.events.at(-1)
      const isHeld = by !== undefined && by.kind === 'user' && isWithin(by.offset, pause)
      return isHeld && isWithin(startOffset, pause)
        ? [`${id}/${task}/${sequence} was started by the event at offset ${by.offset} while its execution was paused`]
        : []
    }),
  )
}

function startedExecution(evidence: Evidence, { row, changes }: LaneHistory): string[] {
  const { rule } = row.trigger
  const begin = changes.find(({ task }) => task === null)?.offset
  if (rule === null || begin === undefined) return []
  const pause = pausesOfSource(evidence, row.workflow, rule).find((each) => isWithin(begin, each))
  return pause === undefined
    ? []
    : [`execution ${row.id} began at offset ${begin}, while "${rule}" was paused from offset ${pause.from.offset} on`]
}
