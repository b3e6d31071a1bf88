import type { Phase } from '../../rules/decide.ts'
import type { ExecutionLane } from './execution-lane.ts'

type LivingPhase = Exclude<Phase, 'ended'>

const NONE: ReadonlySet<ExecutionLane> = new Set()

/** The living executions of each workflow by their phase, so that who asks about some need not look at all of them. */
export class LivingExecutions {
  readonly #byPhase = {
    waiting: new Map<number, Set<ExecutionLane>>(),
    open: new Map<number, Set<ExecutionLane>>(),
    stopping: new Map<number, Set<ExecutionLane>>(),
  } satisfies Record<LivingPhase, unknown>
  readonly #phases = new Map<ExecutionLane, LivingPhase>()

  /** To be called when an execution has come, and when its row has changed. */
  note(lane: ExecutionLane): void {
    const { phase } = lane
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
    const phase = this.#phases.get(lane)
    if (phase === undefined) return
    this.#phases.delete(lane)
    const { workflowId } = lane.execution
    const lanes = this.#byPhase[phase].get(workflowId)
    if (lanes?.delete(lane) && lanes.size === 0) this.#byPhase[phase].delete(workflowId)
  }

  /** In the order in which they came into the phase; that of those that wait is the order of their ids. */
  of(workflowId: number, phase: LivingPhase): ReadonlySet<ExecutionLane> {
    return this.#byPhase[phase].get(workflowId) ?? NONE
  }

  /** Those that have begun. */
  countActive(workflowId: number): number {
    return this.of(workflowId, 'open').size + this.of(workflowId, 'stopping').size
  }

  /** Whether one that has begun is older. */
  hasOlderActive({ execution: { id, workflowId } }: ExecutionLane): boolean {
    for (const lane of this.of(workflowId, 'open')) if (lane.execution.id < id) return true
    for (const lane of this.of(workflowId, 'stopping')) if (lane.execution.id < id) return true
    return false
  }

  /** One that others wait for; undefined where none lives. */
  first(workflowId: number): ExecutionLane | undefined {
    const firsts = (['open', 'stopping', 'waiting'] as const).flatMap((phase) => [
      ...firstOf(this.of(workflowId, phase)),
    ])
    return firsts.sort((a, b) => a.execution.id - b.execution.id)[0]
  }
}

function* firstOf(lanes: ReadonlySet<ExecutionLane>): Iterable<ExecutionLane> {
  for (const lane of lanes) return yield lane
}
