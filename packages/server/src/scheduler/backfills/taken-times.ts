import { leavesOut } from '../../rules/backfills/leaves-out.ts'
import type { BackfillRow } from '../../storage/rows.ts'
import type { ScheduledExecution } from '../../storage/scheduled-execution.ts'
import type { Step } from '../step.ts'
import type { ExecutionLane } from '../world/execution-lane.ts'
import type { NextTimes } from './next-times.ts'

const PHASES = ['waiting', 'open', 'stopping'] as const

/** Says of the next times of a backfill whether their executions leave them out. */
export class TakenTimes {
  readonly #step: Step
  readonly #row: BackfillRow
  readonly #next: NextTimes
  readonly #inWorld: ReadonlyMap<number, readonly ScheduledExecution[]>

  constructor(step: Step, row: BackfillRow, next: NextTimes) {
    this.#step = step
    this.#row = row
    this.#next = next
    this.#inWorld = Map.groupBy(executionsInWorld(step, row), ({ dueTime }) => dueTime)
  }

  isTaken(dueTime: number): boolean {
    const stored = this.#next.executions.get(dueTime) ?? []
    // The world runs ahead of the store within a batch.
    const ahead = this.#inWorld.get(dueTime) ?? []
    const known = new Set(ahead.map(({ id }) => id))
    const others = stored.filter(({ id }) => !known.has(id))
    const executions = [...ahead, ...others].filter(({ id }) => !this.#step.world.deleted.has(id))
    return leavesOut(this.#row.reprocess, executions)
  }
}

function executionsInWorld({ world }: Step, { workflowId, schedule: name }: BackfillRow): ScheduledExecution[] {
  const living = PHASES.flatMap((phase) => [...world.living.of(workflowId, phase)])
  const lanes: ExecutionLane[] = [...living, ...world.living.ofBackfills(workflowId), ...world.departed.values()]
  return lanes.flatMap(({ execution: { id, status, schedule, workflowId: of } }) =>
    of === workflowId && schedule?.name === name ? [{ id, status, dueTime: schedule.dueTime }] : [],
  )
}
