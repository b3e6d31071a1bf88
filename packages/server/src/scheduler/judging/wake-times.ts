import { parseRuleId, type RuleName, ruleId } from '../../model/rule-name.ts'
import { timerId } from '../../model/timer-ids.ts'
import type { Step } from '../step.ts'
import type { Lane } from '../world/lane.ts'

/** Sets or moves the time at which a rule is judged without an event, in milliseconds since the epoch; null deletes it. */
export function setWakeTime(step: Step, lane: Lane, rule: RuleName, wakeAt: number | null): void {
  if (wakeAt === null) {
    lane.wakeDepths.delete(ruleId(rule))
    step.setTimer(timerId.rule(lane.id, rule), null)
    return
  }
  lane.wakeDepths.set(ruleId(rule), step.depth)
  step.setTimer(timerId.rule(lane.id, rule), Math.max(Math.ceil(wakeAt), step.soonest))
}

/** Deletes the times of all rules of a lane. */
export function clearWakeTimes(step: Step, lane: Lane): void {
  for (const id of lane.wakeDepths.keys()) setWakeTime(step, lane, parseRuleId(id), null)
}
