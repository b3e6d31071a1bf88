import type { WorkBudget } from '../formulas/work-budget.ts'
import { rememberedEvents } from '../model/remembered-events.ts'
import { type RuleName, ruleId } from '../model/rule-name.ts'
import { stateName } from '../model/state-names.ts'
import type { StoredEvent, TriggerRow } from '../storage/rows.ts'
import { noteAnswer, noteFiring, refusalOf, refusalOfAnswered } from './circuits.ts'
import type { CodeResults } from './code-results.ts'
import { addRuleDeadLetter } from './dead-letters.ts'
import { type Evaluated, evaluate } from './evaluate.ts'
import { takeMatch } from './fan-in.ts'
import { addVerdictRow, type VerdictDetails } from './judge.ts'
import { setLaneState } from './lane-state.ts'
import { setRememberedEvents, wholeEvents } from './remembered-events.ts'
import { evaluatedByCode } from './saw.ts'
import type { Step } from './step.ts'
import { triggersOn } from './triggers-on.ts'
import { addToInbox } from './waiting-events.ts'
import type { WorkflowLane } from './workflow-lane.ts'

/** So many workflows judge an event in its own step; the others have it in their inboxes, as executions do. */
const WORKFLOWS_IN_STEP = 100

/** Tasks of the executions that these may start. */
const TASKS_IN_STEP = 10_000

/** Offers an event to the workflow triggers of its namespace, or to those of one workflow. */
export function offerToTriggers(step: Step, event: StoredEvent, only?: WorkflowLane): void {
  const listening = step.world.workflowsByKey.listenersOf(event)
  if (listening.length === 0) return
  const listeners = listening.filter((lane) => only === undefined || lane === only)
  const inOrder = listeners.toSorted((a, b) => a.row.id - b.row.id)
  let tasks = 0
  for (const [index, workflow] of inOrder.entries()) {
    const triggers = triggersOn(workflow, event)
    tasks += triggers.length * workflow.plan.tasks.size
    if (
      index >= WORKFLOWS_IN_STEP ||
      step.isHeavy ||
      (index > 0 && tasks > TASKS_IN_STEP) ||
      workflow.inbox.length > 0 ||
      triggers.some((trigger) => trigger.condition.type === 'code')
    ) {
      addToInbox(step, workflow, event, { codeOnly: false })
    } else judgeTriggers(step, workflow, event)
  }
}

/** What gives the answers: the server for conditions that are data, a worker for those with code. */
interface JudgedBy {
  readonly budget: WorkBudget
  readonly codeResults: CodeResults | undefined
}

/** Judges the triggers of one workflow that react to an event, or one of them. */
export function judgeTriggers(
  step: Step,
  workflow: WorkflowLane,
  event: StoredEvent,
  codeResults?: CodeResults,
  only?: string,
): void {
  const by = { budget: step.budgetOf(workflow), codeResults }
  for (const trigger of triggersOn(workflow, event)) {
    if (only !== undefined && trigger.name !== only) continue
    if (trigger.paused) refuse(step, workflow, trigger, { reason: 'the trigger is paused', offset: event.offset })
    else if (!workflow.row.enabled) {
      refuse(step, workflow, trigger, { reason: 'the workflow is disabled', offset: event.offset })
    } else judgeTrigger(step, workflow, trigger, event, by)
  }
}

function judgeTrigger(step: Step, workflow: WorkflowLane, trigger: TriggerRow, event: StoredEvent, by: JudgedBy): void {
  const evaluated = evaluateTrigger(step, workflow, trigger, event, by)
  if (evaluated === null) return
  if (evaluated.seen !== undefined)
    setRememberedEvents(step, workflow, nameOf(trigger), evaluated.met ? null : evaluated.seen)
  if (!evaluated.met) {
    step.changes.addNotMet(workflow.id, nameOf(trigger), event.offset, evaluated)
    return
  }
  const events = wholeEvents(step, workflow, nameOf(trigger), evaluated.events)
  takeMatch(step, workflow, trigger, { ...evaluated, events })
  noteFiring(step, workflow, nameOf(trigger), event.key)
}

function evaluateTrigger(
  step: Step,
  workflow: WorkflowLane,
  trigger: TriggerRow,
  event: StoredEvent,
  { budget, codeResults }: JudgedBy,
): Evaluated | null {
  const { condition } = trigger
  if (condition.type !== 'code') {
    const reason = refusalOf(step, workflow, nameOf(trigger))
    if (reason !== null) return refuse(step, workflow, trigger, { reason, offset: event.offset })
    const seen = rememberedEvents(workflow.states, nameOf(trigger))
    const evaluated = evaluate(condition, { type: 'event', event }, { budget, seen, ownTask: null })
    if (workflow.hasCircuits || evaluated.error !== undefined) {
      noteAnswer(step, workflow, nameOf(trigger), evaluated.error ?? null)
    }
    return evaluated.error === undefined ? evaluated : fail(step, workflow, trigger, evaluated.error, event)
  }
  const result = codeResults?.get(ruleId(nameOf(trigger)))
  if (result === undefined) return null
  const reason = result.type === 'skipped' ? result.reason : refusalOfAnswered(workflow, nameOf(trigger))
  if (reason !== null || result.type === 'skipped') {
    return refuse(step, workflow, trigger, { reason, offset: event.offset })
  }
  noteAnswer(step, workflow, nameOf(trigger), result.type === 'failed' ? result.error : null)
  if (result.type === 'failed') return fail(step, workflow, trigger, result.error, event)
  const evaluated = evaluatedByCode(workflow.states, event, result)
  for (const [name, value] of Object.entries(result.states)) setLaneState(step, workflow, stateName.named(name), value)
  return evaluated
}

/** The condition could not be judged: the event is kept for this trigger, and goes on for all others. */
function fail(step: Step, workflow: WorkflowLane, trigger: TriggerRow, error: string, event: StoredEvent): null {
  const of = { workflowName: workflow.row.name, workflowExecutionId: null, task: null, rule: trigger.name }
  addVerdict(step, workflow, trigger, { verdict: 'failed', reason: error, resultId: null, offset: event.offset })
  addRuleDeadLetter(step, workflow, of, { error, event })
  return null
}

function refuse(
  step: Step,
  workflow: WorkflowLane,
  trigger: TriggerRow,
  details: Pick<VerdictDetails, 'reason' | 'offset'>,
): null {
  addVerdict(step, workflow, trigger, { verdict: 'ignored', resultId: null, ...details })
  return null
}

function nameOf(trigger: TriggerRow): RuleName {
  return { task: null, rule: trigger.name }
}

function addVerdict(step: Step, workflow: WorkflowLane, trigger: TriggerRow, details: VerdictDetails): void {
  addVerdictRow(step, workflow.id, { task: null, rule: trigger.name, action: null }, details)
}
