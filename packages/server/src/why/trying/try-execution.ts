import type { TriedLane, TriedRule } from '@aiflow/sdk/internal/api/events'
import type { Json } from '@aiflow/sdk/internal/json'
import { type LaneId, laneId } from '../../model/lane-id.ts'
import { isCleaningUp, phaseOf } from '../../rules/phase.ts'
import { rulesOn, type TaskRulePlan } from '../../rules/plan.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import { hindrancesOfExecution } from '../hindrances.ts'
import type { Asked } from './asked.ts'
import { type Judgement, judgeRule, newBudget, triedRule } from './judge-rule.ts'
import { TaskSituations } from './task-situations.ts'

/** What the rules of an execution would make of the event. Null if the execution has ended meanwhile. */
export async function tryExecution({ storage, event, hearing, planOf }: Asked, id: number): Promise<TriedLane | null> {
  const execution = await storage.executions.find(id)
  if (execution === null || execution.endTime !== null) return null
  const plan = await planOf(execution.snapshotHash)
  if (plan === null) return null
  const rules = rulesOn(plan, event)
  const judgedWith = {
    event,
    clock: hearing,
    states: await statesFor(storage, laneId.ofExecution(id), rules),
    budget: newBudget(),
    isOpen: phaseOf(execution) === 'open' || isCleaningUp(execution),
  }
  const judgements = rules.map((rule) => ({ rule, judgement: judgeRule(rule, judgedWith) }))
  const situations = await TaskSituations.of(storage, execution, tasksOf(judgements))
  return {
    workflowExecutionId: id,
    workflowName: execution.workflowName,
    hindrances: await hindrancesOfExecution(storage, execution),
    rules: decideAll(judgements, situations),
  }
}

interface Judged {
  readonly rule: TaskRulePlan
  readonly judgement: Judgement
}

/** For each task the first action in the order of declaration wins, as `judgeTaskRules` does it. */
function decideAll(judgements: readonly Judged[], situations: TaskSituations): TriedRule[] {
  const winners = new Map<string, TaskRulePlan>()
  const untried = new Map<string, TaskRulePlan>()
  return judgements.map(({ rule, judgement }) => {
    const { task } = rule
    const winner = winners.get(task.name)
    const overruled = winner === undefined ? null : `the rule "${winner.rule.name}" came first`
    if (judgement.type === 'other') {
      if (judgement.verdict !== 'notTried') return triedRule(rule, judgement)
      if (!untried.has(task.name)) untried.set(task.name, rule)
      const reason = overruled === null ? judgement.reason : `${judgement.reason}; if it were met, ${overruled}`
      return triedRule(rule, { ...judgement, reason })
    }
    const first = untried.get(task.name)
    const unless = first !== undefined && isBefore(first, winner ?? rule) ? first.rule.name : null
    if (overruled !== null) return triedRule(rule, { verdict: 'overruled', reason: overruled, unless })
    winners.set(task.name, rule)
    return triedRule(rule, { ...situations.outcomeOf(rule), unless })
  })
}

function isBefore(one: TaskRulePlan, other: TaskRulePlan): boolean {
  return one.order < other.order
}

function tasksOf(judgements: readonly Judged[]): string[] {
  return [...new Set(judgements.flatMap(({ rule, judgement }) => (judgement.type === 'met' ? [rule.task.name] : [])))]
}

/** States may be large, so only what the rules need is read. */
async function statesFor(
  storage: ReadStorage,
  lane: LaneId,
  rules: readonly TaskRulePlan[],
): Promise<ReadonlyMap<string, Json>> {
  const remembers = rules.some(({ condition }) => condition.type === 'allEvents')
  const rows = remembers ? await storage.lanes.states(lane) : await storage.lanes.circuits([lane])
  return new Map(rows.map(({ name, value }) => [name, value]))
}
