import { type RuleName, ruleId } from '../../model/rule-name.ts'
import type { Step } from '../step.ts'
import type { Lane } from '../world/lane.ts'
import { judgeLane } from './judge-lane.ts'
import { setWakeTime } from './wake-times.ts'

/** Judges a rule whose time has come, at the depth of what set the time. */
export function judgeAtTime(step: Step, lane: Lane, rule: RuleName): void {
  const depth = lane.wakeDepths.get(ruleId(rule)) ?? 0
  setWakeTime(step, lane, rule, null)
  const execution = step.world.executionOf(lane)
  if (execution !== undefined) step.allowCascadeOf(execution)
  step.atDepth(depth, () => judgeLane(step, lane, step.event, { only: rule }))
}
