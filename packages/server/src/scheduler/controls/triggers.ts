import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import { MAX_TRIGGERS } from '@aiflow/sdk/internal/limits'
import type { TriggerDefinition } from '@aiflow/sdk/internal/wire'
import type { ControlRequest, NamedOfWorkflow, Versioned } from '../../log/control.ts'
import type { PlainJson } from '../../model/plain-json.ts'
import { checkTriggerCondition } from '../../rules/upload/check-definition.ts'
import type { TriggerRow } from '../../storage/rows.ts'
import { setByHand } from '../judging/circuits.ts'
import { dropKept, releaseKept } from '../judging/fan-in.ts'
import { setRememberedEvents } from '../judging/remembered-events.ts'
import { setWakeTime } from '../judging/wake-times.ts'
import type { Step } from '../step.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'
import { alreadyExists, requirePlace, requireVersion, requireWorkflow } from './lookup.ts'

type Request<T extends ControlRequest['type']> = Extract<ControlRequest, { type: T }>

export function addTrigger(step: Step, request: Request<'addTrigger'>): Json {
  const workflow = requireWorkflow(step, request.namespace, request.workflow)
  if (workflow.triggers.named(request.name) !== undefined)
    throw alreadyExists('trigger', request.name, request.workflow)
  requirePlace(`triggers of the workflow "${request.workflow}"`, workflow.triggers.size, { max: MAX_TRIGGERS })
  if (request.condition.type === 'code') {
    throw new AIFlowError('INVALID_CONDITION', 'A condition with code can only be declared in the workflow file.')
  }
  const { name, condition, parameters = {}, overlap = 'allow', fanIn = { type: 'each' } } = request
  checkTriggerCondition(condition, `the trigger "${name}"`)
  workflow.plan.parameters.check(parameters)
  return resource(createTrigger(step, workflow, { name, condition, parameters, overlap, fanIn }, false))
}

export function setTriggerPaused(step: Step, request: Request<'setTriggerPaused'>): Json {
  const { workflow, trigger } = requireTrigger(step, request)
  const row: TriggerRow = { ...trigger, paused: request.paused, version: step.event.offset }
  workflow.triggers.set(row)
  step.changes.triggers.set(row)
  if (!row.paused) setByHand(step, workflow, { task: null, rule: row.name }, false)
  releaseKept(step, workflow, row)
  return resource(row)
}

export function deleteTrigger(step: Step, request: Request<'deleteTrigger'>): Json {
  const { workflow, trigger } = requireTrigger(step, request)
  removeTrigger(step, workflow, trigger)
  return resource(trigger)
}

export function deleteTriggers(step: Step, request: Request<'deleteTriggers'>): Json {
  const workflow = requireWorkflow(step, request.namespace, request.workflow)
  const deleted = workflow.triggers.all().map(({ name }) => name)
  removeTriggers(step, workflow)
  return { deleted }
}

/** Removes all triggers of a workflow. */
export function removeTriggers(step: Step, workflow: WorkflowLane): void {
  for (const trigger of workflow.triggers.all()) removeTrigger(step, workflow, trigger)
}

/**
 * Adds the triggers that the workflow's code declares, removes those it no longer declares, and leaves the others
 * alone.
 */
export function reconcileTriggers(step: Step, workflow: WorkflowLane): void {
  const declared = workflow.plan.definition.triggers
  const names = new Set(declared.map((trigger) => trigger.name))
  for (const trigger of workflow.triggers.all()) {
    if (trigger.declared && !names.has(trigger.name)) removeTrigger(step, workflow, trigger)
  }
  for (const definition of declared) {
    const existing = workflow.triggers.named(definition.name)
    if (existing === undefined) createTrigger(step, workflow, definition, true)
    else if (!existing.declared || !isAsDefined(existing, definition)) {
      replaceTrigger(step, workflow, existing, {
        ...existing,
        ...definition,
        declared: true,
        version: step.event.offset,
      })
    }
  }
}

function createTrigger(
  step: Step,
  workflow: WorkflowLane,
  definition: TriggerDefinition,
  declared: boolean,
): TriggerRow {
  const row: TriggerRow = {
    id: ++step.world.counters.trigger,
    workflowId: workflow.row.id,
    namespace: workflow.row.namespace,
    workflowName: workflow.row.name,
    paused: false,
    version: step.event.offset,
    createTime: step.now,
    lastTime: null,
    ...definition,
    declared,
  }
  step.world.addTrigger(workflow, row)
  step.changes.triggers.set(row)
  return row
}

function isAsDefined(trigger: TriggerRow, { condition, parameters, overlap, fanIn }: TriggerDefinition): boolean {
  const { condition: before, parameters: given, overlap: how, fanIn: many } = trigger
  return JSON.stringify([before, given, how, many]) === JSON.stringify([condition, parameters, overlap, fanIn])
}

/**
 * A trigger that was added by hand belongs to the workflow's code once an upload declares it. It keeps its kept events.
 */
function replaceTrigger(step: Step, workflow: WorkflowLane, before: TriggerRow, after: TriggerRow): void {
  step.world.removeTrigger(workflow, before)
  step.world.addTrigger(workflow, after)
  if (JSON.stringify(before.condition) !== JSON.stringify(after.condition)) {
    forgetRule(step, workflow, before)
  }
  step.changes.triggers.set(after)
  releaseKept(step, workflow, after)
}

function removeTrigger(step: Step, workflow: WorkflowLane, trigger: TriggerRow): void {
  dropKept(step, workflow, trigger)
  step.world.removeTrigger(workflow, trigger)
  forgetRule(step, workflow, trigger)
  setByHand(step, workflow, { task: null, rule: trigger.name }, false)
  step.changes.triggers.delete(trigger.id)
}

/** Deletes what the trigger has seen, and its timer. */
function forgetRule(step: Step, workflow: WorkflowLane, { name }: TriggerRow): void {
  const rule = { task: null, rule: name }
  setRememberedEvents(step, workflow, rule, null)
  setWakeTime(step, workflow, rule, null)
}

function requireTrigger(step: Step, request: NamedOfWorkflow & Versioned) {
  const workflow = requireWorkflow(step, request.namespace, request.workflow)
  const trigger = workflow.triggers.named(request.name)
  if (trigger !== undefined) {
    requireVersion(`The trigger "${request.name}"`, trigger.version, request)
    return { workflow, trigger }
  }
  throw new AIFlowError('TRIGGER_NOT_FOUND', `The workflow "${request.workflow}" has no trigger "${request.name}".`, {
    details: { namespace: request.namespace, workflow: request.workflow, trigger: request.name },
  })
}

function resource(row: TriggerRow): Json {
  // Fields that are undefined are not stored.
  return row as PlainJson<TriggerRow>
}
