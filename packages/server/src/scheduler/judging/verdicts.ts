import type { LaneId } from '../../model/lane-id.ts'
import type { Rule } from '../../rules/plan.ts'
import type { Verdict, VerdictRow } from '../../storage/rows.ts'
import type { Step } from '../step.ts'
import type { Lane } from '../world/lane.ts'

export interface VerdictDetails {
  readonly verdict: Verdict
  readonly reason: string | null
  readonly resultId: number | null
  /** Offset of the judged event, if that is not the event of the step. */
  readonly offset?: number
  readonly saw?: VerdictRow['saw']
}

export function addVerdict(step: Step, lane: Lane, { name, action }: Rule, details: VerdictDetails): void {
  addVerdictRow(step, lane.id, { ...name, action }, details)
}

export function addVerdictRow(
  step: Step,
  lane: LaneId,
  { task, rule, action }: Pick<VerdictRow, 'task' | 'rule' | 'action'>,
  { verdict, reason, resultId, offset, saw }: VerdictDetails,
): void {
  step.changes.verdicts.add({
    id: ++step.world.counters.verdict,
    eventOffset: offset ?? step.event.offset,
    lane,
    task,
    rule,
    verdict,
    action,
    reason,
    resultId,
    saw: saw ?? null,
    createTime: step.now,
  })
}
