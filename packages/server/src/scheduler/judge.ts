import type { Json } from '@aiflow/sdk/internal/json'
import type { Event } from '@aiflow/sdk/internal/model'
import type { Trigger } from '@aiflow/sdk/internal/worker-protocol'
import type { WorkBudget } from '../formulas/work-budget.ts'
import type { LaneId } from '../model/lane-id.ts'
import { rememberedEvents } from '../model/remembered-events.ts'
import { type RuleName, ruleId } from '../model/rule-name.ts'
import { stateName } from '../model/state-names.ts'
import type { Verdict, VerdictRow } from '../storage/rows.ts'
import { act } from './act.ts'
import { noteAnswer, noteFiring, refusalOf, refusalOfAnswered } from './circuits.ts'
import type { CodeResults } from './code-results.ts'
import { addRuleDeadLetter } from './dead-letters.ts'
import { type Evaluated, evaluate, type Occurrence } from './evaluate.ts'
import type { ExecutionLane } from './execution-lane.ts'
import { setLaneState } from './lane-state.ts'
import type { TaskRulePlan } from './plan.ts'
import { setRememberedEvents, wholeEvents } from './remembered-events.ts'
import { evaluatedByCode, sawOf } from './saw.ts'
import type { Step } from './step.ts'
import { withoutStoreFields } from './user-view.ts'

interface Judgement {
  readonly plan: TaskRulePlan
  readonly evaluated: Evaluated
}

/** What gives the answers: the server for conditions that are data, a worker for those with code. */
interface JudgedBy {
  readonly budget: WorkBudget
  readonly codeResults: CodeResults | undefined
}

/**
 * Judges the rules of an execution that react to one occurrence. All conditions see the state before it; then per task
 * the first action in order of declaration wins.
 */
export function judgeTaskRules(
  step: Step,
  lane: ExecutionLane,
  occurrence: Occurrence,
  plans: readonly TaskRulePlan[],
  codeResults?: CodeResults,
): void {
  const by = { budget: step.budgetOf(lane), codeResults }
  const judgements = plans.flatMap((plan) => evaluateRule(step, lane, plan, occurrence, by) ?? [])
  const winners = new Map<string, Judgement>()
  for (const judgement of judgements) {
    const { plan, evaluated } = judgement
    if (evaluated.seen !== undefined) setRememberedEvents(step, lane, nameOf(plan), evaluated.seen)
    if (!evaluated.met) {
      step.changes.addNotMet(lane.id, nameOf(plan), occurrence.event.offset, evaluated)
    } else if (winners.has(plan.task.name)) {
      const winner = winners.get(plan.task.name)?.plan.rule.name ?? ''
      addVerdict(step, lane.id, plan, {
        verdict: 'overruled',
        reason: `the rule "${winner}" came first`,
        resultId: null,
        offset: occurrence.event.offset,
      })
    } else winners.set(plan.task.name, judgement)
  }
  for (const judgement of winners.values()) fire(step, lane, judgement)
}

export interface VerdictDetails {
  readonly verdict: Verdict
  readonly reason: string | null
  readonly resultId: number | null
  /** Of the event that was judged, where it is not the one whose step this is. */
  readonly offset?: number
  readonly saw?: VerdictRow['saw']
}

function addVerdict(step: Step, lane: LaneId, plan: TaskRulePlan, details: VerdictDetails): void {
  addVerdictRow(step, lane, { task: plan.task.name, rule: plan.rule.name, action: plan.rule.action }, details)
}

export function addVerdictRow(
  step: Step,
  lane: LaneId,
  { task, rule, action }: Pick<VerdictRow, 'task' | 'rule' | 'action'>,
  { verdict, reason, resultId, offset, saw }: VerdictDetails,
): void {
  step.changes.verdicts.push({
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

function evaluateRule(
  step: Step,
  lane: ExecutionLane,
  plan: TaskRulePlan,
  occurrence: Occurrence,
  { budget, codeResults }: JudgedBy,
): Judgement | null {
  const { condition } = plan.rule
  const { offset } = occurrence.event
  if (condition.type !== 'code') {
    const refusal = refusalOf(step, lane, nameOf(plan))
    if (refusal !== null) return refuse(step, lane, plan, refusal, offset)
    const evaluated = evaluate(condition, occurrence, {
      budget,
      seen: rememberedEvents(lane.states, nameOf(plan)),
      ownTask: plan.task.name,
      lackingMember: lane.lackingMembers.get(plan),
    })
    if (evaluated.lackingMember !== undefined) lane.lackingMembers.set(plan, evaluated.lackingMember)
    if (lane.hasCircuits || evaluated.error !== undefined) noteAnswer(step, lane, nameOf(plan), evaluated.error ?? null)
    return evaluated.error === undefined
      ? { plan, evaluated }
      : fail(step, lane, plan, evaluated.error, occurrence.event)
  }
  const result = codeResults?.get(ruleId(nameOf(plan)))
  if (result === undefined) return null
  const refusal = result.type === 'skipped' ? result.reason : refusalOfAnswered(lane, nameOf(plan))
  if (refusal !== null || result.type === 'skipped') return refuse(step, lane, plan, refusal, offset)
  noteAnswer(step, lane, nameOf(plan), result.type === 'failed' ? result.error : null)
  if (result.type === 'failed') return fail(step, lane, plan, result.error, occurrence.event)
  const evaluated = evaluatedByCode(lane.states, occurrence.event, result)
  for (const [name, value] of Object.entries(result.states)) setLaneState(step, lane, stateName.named(name), value)
  return { plan, evaluated }
}

/** The condition could not be judged: the event is kept for this rule, and goes on for all others. */
function fail(step: Step, lane: ExecutionLane, plan: TaskRulePlan, error: string, event: Event): null {
  const { workflowName, id } = lane.execution
  const of = { workflowName, workflowExecutionId: id, task: plan.task.name, rule: plan.rule.name }
  addVerdict(step, lane.id, plan, { verdict: 'failed', reason: error, resultId: null, offset: event.offset })
  addRuleDeadLetter(step, lane, of, { error, event })
  return null
}

/** A rule that is not judged, whatever its condition might say. */
function refuse(step: Step, lane: ExecutionLane, plan: TaskRulePlan, reason: string | null, offset: number): null {
  addVerdict(step, lane.id, plan, { verdict: 'ignored', reason, resultId: null, offset })
  return null
}

function nameOf({ task, rule }: TaskRulePlan): RuleName {
  return { task: task.name, rule: rule.name }
}

function fire(step: Step, lane: ExecutionLane, { plan, evaluated }: Judgement): void {
  const { rule, task } = plan
  const offset = evaluated.events.at(-1)?.offset ?? step.event.offset
  const waitsFor = lane.slot(task.name).latest
  const slot = lane.slot(task.name)
  // Made where the action needs it only: what the rule remembers has to be read.
  const trigger = () => triggerOf(lane, plan, wholeEvents(step, lane, nameOf(plan), evaluated.events))
  const decision = act(step, slot, rule.action, { policy: rule, trigger })
  if (decision.type === 'refuse') {
    const resultId = slot.latest?.id ?? null
    addVerdict(step, lane.id, plan, {
      verdict: 'ignored',
      reason: decision.reason,
      resultId,
      offset,
      saw: sawOf(evaluated, null),
    })
    return
  }
  if (evaluated.seen !== undefined) setRememberedEvents(step, lane, nameOf(plan), null)
  const saw = sawOf(evaluated, decision.type === 'pend' ? waitsFor : null)
  addVerdict(step, lane.id, plan, { verdict: 'fired', reason: null, resultId: slot.latest?.id ?? null, offset, saw })
  noteFiring(step, lane, nameOf(plan), evaluated.events.at(-1)?.key ?? '')
}

function triggerOf(lane: ExecutionLane, { rule, task }: TaskRulePlan, events: readonly Event[]): Trigger {
  const { condition } = rule
  const upstreams =
    condition.type === 'taskStatus'
      ? [condition.task]
      : condition.type === 'allTaskStatuses'
        ? condition.members.map((member) => member.task)
        : [...lane.outputs.keys()].filter((name) => name !== task.name)
  const outputs = upstreams.flatMap((name): [string, Json][] => {
    const output = lane.outputs.get(name) ?? null
    return output === null ? [] : [[name, output]]
  })
  return {
    type: 'EVENT',
    rule: rule.name,
    events: events.map(withoutStoreFields),
    outputs: Object.fromEntries(outputs),
  }
}
