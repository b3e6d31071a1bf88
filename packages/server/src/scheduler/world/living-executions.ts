import type { Phase } from '../../rules/decide.ts'
import type { ExecutionLane } from './execution-lane.ts'

type LivingPhase = Exclude<Phase, 'ended'>

const NONE: ReadonlySet<ExecutionLane> = new Set()

/**
 * The living executions of each workflow by their phase, so that who asks about some need not look at all of them. Those of
 * backfills are apart: `overlap` does not see them.
 */
export class LivingExecutions {
  readonly #ofBackfills = new Map<number, Set<ExecutionLane>>()
  readonly #byPhase = {
    waiting: new Map<number, Set<ExecutionLane>>(),
    open: new Map<number, Set<ExecutionLane>>(),
    stopping: new Map<number, Set<ExecutionLane>>(),
  } satisfies Record<LivingPhase, unknown>
  readonly #phases = new Map<ExecutionLane, LivingPhase>()

  /** Call when an execution was added, and when its row has changed. */
  note(lane: ExecutionLane): void {
    const { phase } = lane
    if (lane.execution.backfillId !== null) return this.#noteOfBackfill(lane)
    if (this.#phases.get(lane) === phase) return
    this.forget(lane)
    if (phase === 'ended') return
    this.#phases.set(lane, phase)
    const { workflowId } = lane.execution
    const lanes = this.#byPhase[phase].get(workflowId)
    if (lanes === undefined) this.#byPhase[phase].set(workflowId, new Set([lane]))
    else lanes.add(lane)
  }

  forget(lane: ExecutionLane): void {
    this.#forgetOfBackfill(lane)
    const phase = this.#phases.get(lane)
    if (phase === undefined) return
    this.#phases.delete(lane)
    const { workflowId } = lane.execution
    const lanes = this.#byPhase[phase].get(workflowId)
    if (lanes?.delete(lane) && lanes.size === 0) this.#byPhase[phase].delete(workflowId)
  }

  /** Without those of backfills. In the order in which they came into the phase; that of those that wait is the order of their ids. */
  of(workflowId: number, phase: LivingPhase): ReadonlySet<ExecutionLane> {
    return this.#byPhase[phase].get(workflowId) ?? NONE
  }

  /** Those of all backfills of a workflow. */
  ofBackfills(workflowId: number): ReadonlySet<ExecutionLane> {
    return this.#ofBackfills.get(workflowId) ?? NONE
  }

  /** Those that have begun, those of backfills too. */
  countActive(workflowId: number): number {
    const ofBackfills = this.ofBackfills(workflowId).size
    return this.of(workflowId, 'open').size + this.of(workflowId, 'stopping').size + ofBackfills
  }

  /** Whether one that has begun, and is not of a backfill, is older. */
  hasOlderActive({ execution: { id, workflowId } }: ExecutionLane): boolean {
    for (const lane of this.of(workflowId, 'open')) if (lane.execution.id < id) return true
    for (const lane of this.of(workflowId, 'stopping')) if (lane.execution.id < id) return true
    return false
  }

  /** One that others wait for; undefined if none lives but those of backfills. */
  first(workflowId: number): ExecutionLane | undefined {
    const firsts = (['open', 'stopping', 'waiting'] as const).flatMap((phase) => [
      ...firstOf(this.of(workflowId, phase)),
    ])
    return firsts.sort((a, b) => a.execution.id - b.execution.id)[0]
  }

  /** One of a backfill never waits. */
  #noteOfBackfill(lane: ExecutionLane): void {
    if (lane.phase === 'ended') return this.#forgetOfBackfill(lane)
    const { workflowId } = lane.execution
    const lanes = this.#ofBackfills.get(workflowId)
    if (lanes === undefined) this.#ofBackfills.set(workflowId, new Set([lane]))
    else lanes.add(lane)
  }

  #forgetOfBackfill(lane: ExecutionLane): void {
    const { workflowId } = lane.execution
    const lanes = this.#ofBackfills.get(workflowId)
    if (lanes?.delete(lane) && lanes.size === 0) this.#ofBackfills.delete(workflowId)
  }
}

function* firstOf(lanes: ReadonlySet<ExecutionLane>): Iterable<ExecutionLane> {
  for (const lane of lanes) return yield lane
}
