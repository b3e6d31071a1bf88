import { type RuleName, ruleId } from '../../model/rule-name.ts'
import { isCode, type Rule } from '../../rules/plan.ts'
import type { StoredEvent } from '../../storage/rows.ts'
import type { Step } from '../step.ts'
import { ExecutionLane } from '../world/execution-lane.ts'
import type { Lane } from '../world/lane.ts'
import { WorkflowLane } from '../world/workflow-lane.ts'
import type { CodeResults } from './code-results.ts'
import { judgeTaskRules } from './judge-task-rules.ts'
import { judgeTriggers } from './judge-triggers.ts'

export interface JudgeOptions {
  /** Answers of user code. */
  readonly codeResults?: CodeResults
  /** Judge only the rules with code, because the others have judged the event. Default false. */
  readonly codeOnly?: boolean
  /** Judge only this rule. */
  readonly only?: RuleName
}

/** Judges the rules of a lane that react to an event. The firing of a rule's timer is for that rule: name it in `only`. */
export function judgeLane(step: Step, lane: Lane, event: StoredEvent, options: JudgeOptions = {}): void {
  const { codeResults, codeOnly = false, only } = options
  const isAsked = (rule: Rule) =>
    (only === undefined || ruleId(rule.name) === ruleId(only)) && (!codeOnly || isCode(rule))
  const occurrence = { type: event.kind === 'timer' ? 'time' : 'event', event } as const
  // The one place where lanes behave differently. Rules act on tasks, and compete for them. Triggers start executions.
  if (lane instanceof ExecutionLane) {
    judgeTaskRules(step, lane, occurrence, rulesFor(lane, event, only).filter(isAsked), codeResults)
  } else if (lane instanceof WorkflowLane) {
    judgeTriggers(step, lane, occurrence, rulesFor(lane, event, only).filter(isAsked), codeResults)
  }
}

interface LaneOf<OneRule> {
  rulesOn(event: Pick<StoredEvent, 'key' | 'kind'>): readonly OneRule[]
  rule(name: RuleName): OneRule | undefined
}

function rulesFor<OneRule>(lane: LaneOf<OneRule>, event: StoredEvent, only?: RuleName): readonly OneRule[] {
  if (event.kind !== 'timer' || only === undefined) return lane.rulesOn(event)
  const rule = lane.rule(only)
  return rule === undefined ? [] : [rule]
}
