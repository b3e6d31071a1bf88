import type { Json } from '@aiflow/sdk/internal/json'
import type { Event } from '@aiflow/sdk/internal/model'
import type { Trigger } from '@aiflow/sdk/internal/worker-protocol'
import type { Occurrence } from '../../rules/conditions/condition.ts'
import type { Evaluated } from '../../rules/conditions/evaluated.ts'
import { upstreamsOf } from '../../rules/conditions/kinds.ts'
import type { TaskRulePlan } from '../../rules/plan.ts'
import type { Step } from '../step.ts'
import { act } from '../tasks/act.ts'
import type { ExecutionLane } from '../world/execution-lane.ts'
import { noteFiring } from './circuits.ts'
import type { CodeResults } from './code-results.ts'
import { judgeRule } from './judge-rule.ts'
import { setRememberedEvents, wholeEvents } from './remembered-events.ts'
import { withoutStoreFields } from './user-view.ts'
import { verdictSawOf } from './verdict-saw.ts'
import { addVerdict } from './verdicts.ts'

/** A rule whose condition is met. */
interface Judgement {
  readonly plan: TaskRulePlan
  readonly evaluated: Evaluated
}

/**
 * Judges the rules of an execution that react to one occurrence. All conditions see the state before the occurrence.
 * Then the first action of each task, in order of declaration, wins.
 */
export function judgeTaskRules(
  step: Step,
  lane: ExecutionLane,
  occurrence: Occurrence,
  plans: readonly TaskRulePlan[],
  codeResults?: CodeResults,
): void {
  const prospects = occurrence.type === 'taskStatus' ? lane.prospectsAfter(occurrence) : undefined
  const asked = { occurrence, now: step.now, budget: step.budgetOf(lane), prospects, codeResults }
  const judgements: Judgement[] = []
  for (const plan of plans) {
    const evaluated = judgeRule(step, lane, plan, asked)
    if (evaluated !== null) judgements.push({ plan, evaluated })
  }
  const winners = new Map<string, Judgement>()
  for (const judgement of judgements) {
    const { plan, evaluated } = judgement
    if (evaluated.seen !== undefined) setRememberedEvents(step, lane, plan.name, evaluated.seen)
    const winner = winners.get(plan.task.name)
    if (winner === undefined) winners.set(plan.task.name, judgement)
    else {
      const reason = `the rule "${winner.plan.rule.name}" came first`
      addVerdict(step, lane, plan, { verdict: 'overruled', reason, resultId: null, offset: occurrence.event.offset })
    }
  }
  for (const judgement of winners.values()) fire(step, lane, judgement)
}

function fire(step: Step, lane: ExecutionLane, { plan, evaluated }: Judgement): void {
  const { rule, task } = plan
  const offset = evaluated.events.at(-1)?.offset ?? step.event.offset
  const slot = lane.slot(task.name)
  const waitsFor = slot.latest
  // Built only if the action needs it, because it reads what the rule remembers from the store.
  const trigger = () => triggerOf(lane, plan, wholeEvents(step, lane, plan.name, evaluated.events))
  const decision = act(step, slot, rule.action, { policy: rule, by: 'rule', trigger })
  if (decision.type === 'refuse') {
    const resultId = slot.latest?.id ?? null
    addVerdict(step, lane, plan, {
      verdict: 'ignored',
      reason: decision.reason,
      resultId,
      offset,
      saw: verdictSawOf(evaluated, null),
    })
    return
  }
  if (evaluated.seen !== undefined) setRememberedEvents(step, lane, plan.name, null)
  const saw = verdictSawOf(evaluated, decision.type === 'pend' ? waitsFor : null)
  addVerdict(step, lane, plan, { verdict: 'fired', reason: null, resultId: slot.latest?.id ?? null, offset, saw })
  noteFiring(step, lane, plan.name, evaluated.events.at(-1)?.key ?? '')
}

function triggerOf(lane: ExecutionLane, { rule, task }: TaskRulePlan, events: readonly Event[]): Trigger {
  const named = upstreamsOf(rule.condition)
  const upstreams = named.length > 0 ? named : [...lane.outputs.keys()].filter((name) => name !== task.name)
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
