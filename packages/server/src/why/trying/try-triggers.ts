import type { TriedLane, TriedRule } from '@aiflow/sdk/internal/api/events'
import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { Event } from '@aiflow/sdk/internal/model'
import type { HearingWorkflow } from '../../log/hearing.ts'
import { keptEventsIn } from '../../model/kept-events.ts'
import { laneId } from '../../model/lane-id.ts'
import { timerId } from '../../model/timer-ids.ts'
import { incompleteReason, isComplete } from '../../rules/fan-in.ts'
import { ANY_KEY } from '../../rules/key-index.ts'
import type { Plan } from '../../rules/plan.ts'
import { reactsToOneOf, ruleOfTrigger } from '../../rules/trigger-rules.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import type { TriggerRow, WorkflowRow } from '../../storage/rows.ts'
import { inboxOf } from '../hindrances.ts'
import type { Asked } from './asked.ts'
import { judgeRule, newBudget, triedRule } from './judge-rule.ts'
import { Starts } from './starts.ts'

/** What the triggers of these workflows would make of the event, one function for each workflow, to be called in order. */
export function tryTriggers(
  asked: Asked,
  workflows: readonly HearingWorkflow[],
): readonly (() => Promise<TriedLane | null>)[] {
  let nextExecution = asked.hearing.nextExecution
  return workflows.map((workflow) => async () => {
    const starts = new Starts(workflow.crowd, () => nextExecution++)
    return tryWorkflow(asked, workflow, starts)
  })
}

/** Null if the workflow was deleted meanwhile. */
async function tryWorkflow(
  { storage, event, hearing, planOf }: Asked,
  { namespace, name }: HearingWorkflow,
  starts: Starts,
): Promise<TriedLane | null> {
  const workflow = await storage.workflows.find(namespace, name)
  const plan = workflow === null ? null : await planOf(workflow.snapshotHash)
  if (workflow === null || plan === null) return null
  const lane = laneId.ofWorkflow(workflow.id)
  const states = new Map((await storage.lanes.states(lane)).map((row) => [row.name, row.value]))
  const budget = newBudget()
  const judgedWith = { event, clock: hearing, states, budget, isOpen: workflow.enabled, ownWorkflow: name }
  const heard = (await storage.triggers.findAll({ namespace, workflow: name })).filter(({ condition }) =>
    reactsToOneOf(condition, [event.key, ANY_KEY]),
  )
  const rules: TriedRule[] = []
  for (const trigger of heard) {
    const rule = ruleOfTrigger(trigger, workflow)
    const judgement = judgeRule(rule, judgedWith)
    const outcome =
      judgement.type === 'other'
        ? judgement
        : await outcomeOf({ storage, plan, workflow, trigger, states, starts }, judgement.evaluated.events)
    rules.push(triedRule(rule, outcome))
  }
  return { workflowExecutionId: null, workflowName: name, hindrances: await inboxOf(storage, lane), rules }
}

interface Met {
  readonly storage: ReadStorage
  readonly plan: Plan
  readonly workflow: WorkflowRow
  readonly trigger: TriggerRow
  readonly states: ReadonlyMap<string, Json>
  readonly starts: Starts
}

type Outcome = Pick<TriedRule, 'verdict' | 'reason'> & Partial<Pick<TriedRule, 'effect'>>

/** What comes of a match: it is kept for a later execution, or starts one. */
async function outcomeOf(met: Met, events: readonly Event[]): Promise<Outcome> {
  const { plan, trigger, starts } = met
  const gathered = { events: gather(met, events), first: starts.crowd.first, isTimed: await isTimed(met) }
  if (!isComplete(trigger.fanIn, gathered)) {
    return { verdict: 'notMet', reason: incompleteReason(trigger.fanIn, gathered) }
  }
  const wrong = wrongParameters(plan, trigger)
  return wrong === null ? starts.add(trigger, plan.definition) : { verdict: 'failed', reason: wrong }
}

/** The events that the trigger keeps, with those of the match. */
function gather({ trigger, states }: Met, events: readonly Event[]): readonly Event[] {
  if (trigger.fanIn.type !== 'batch') return events
  const kept = keptEventsIn(states).get(trigger.id) ?? []
  const known = new Set(kept.map(({ offset }) => offset))
  return [...kept, ...events.filter(({ offset }) => !known.has(offset))]
}

/** Whether the time of a batch runs. It begins with the first event. */
async function isTimed({ storage, workflow, trigger, states }: Met): Promise<boolean> {
  if (trigger.fanIn.type !== 'batch') return false
  if (!keptEventsIn(states).has(trigger.id)) return true
  return (await storage.timers.find(timerId.batch(workflow.id, trigger.id))) !== null
}

function wrongParameters({ parameters }: Plan, trigger: TriggerRow): string | null {
  try {
    parameters.check(trigger.parameters)
    return null
  } catch (error) {
    if (!isAIFlowError(error)) throw error
    return error.message
  }
}
