import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import { MAX_CHILD_DEPTH, MAX_EXECUTIONS_BELOW } from '@aiflow/sdk/internal/limits'
import type { SubWorkflowDefinition } from '@aiflow/sdk/internal/wire'
import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import type { Parameters } from '../../parameters/parameter-schema.ts'
import { fillFromStart } from '../../parameters/start-parameters.ts'
import type { Admission } from '../../rules/admission.ts'
import { requireEnabled, requireWorkflow } from '../controls/lookup.ts'
import { admissionOf } from '../executions/admission.ts'
import type { Step } from '../step.ts'
import { tooLargeToStart } from '../tasks/attempt-input.ts'
import { latestOf } from '../tasks/task-transitions.ts'
import type { TaskSlot } from '../world/execution-lane.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'

type Failed = Extract<Outcome, { type: 'failed' }>

/** What the child of a task starts with. */
export interface ChildStart {
  readonly type: 'start'
  readonly workflow: WorkflowLane
  readonly parameters: Parameters
  readonly admission: Exclude<Admission, { type: 'refuse' }>
}

/** A refusal may pass, unless it is about what the author wrote. */
type Read = ChildStart | { readonly type: 'refuse'; readonly outcome: Failed }

/** Changes nothing. */
export function readChildStart(step: Step, slot: TaskSlot, operator: SubWorkflowDefinition): Read {
  const tooLarge = tooLargeToStart(slot, latestOf(slot))
  if (tooLarge?.type === 'failed') return { type: 'refuse', outcome: tooLarge }
  const tooMany = refusalByAncestors(step, slot, operator)
  if (tooMany !== null) return refuse(tooMany)
  try {
    const workflow = requireWorkflow(step, slot.lane.execution.namespace, operator.workflow)
    requireEnabled(workflow)
    const missing = missingOutput(workflow, operator)
    if (missing !== null) return refuse(missing)
    const parameters = workflow.plan.parameters.check(fill(step, slot, operator))
    return admit(step, slot, { workflow, parameters })
  } catch (error) {
    if (!isAIFlowError(error)) throw error
    return refuse(error.message, error.code === 'WORKFLOW_NOT_FOUND' || error.code === 'WORKFLOW_DISABLED')
  }
}

function admit(step: Step, slot: TaskSlot, of: Pick<ChildStart, 'workflow' | 'parameters'>): Read {
  const { name } = of.workflow.row
  const admission = admissionOf(step, of.workflow, 'allow')
  if (admission.type === 'refuse') {
    return refuse(`No execution of the workflow "${name}" can be started: ${admission.reason}.`, true)
  }
  const above = admission.type === 'wait' ? ancestorOf(step, slot, of.workflow) : null
  if (above === null) return { type: 'start', ...of, admission }
  const message =
    `The new execution of the workflow "${name}" would have to wait until fewer are alive, and the execution ${above} of it ` +
    'waits for this task: neither could ever go on. Raise its "maxActiveExecutions".'
  return refuse(message, true)
}

/** The id of an execution of the workflow that waits for the task, however far above it; null if there is none. */
function ancestorOf({ world }: Step, slot: TaskSlot, { row }: WorkflowLane): number | null {
  let above: TaskSlot | undefined = slot
  while (above !== undefined) {
    const { id, workflowId } = above.lane.execution
    if (workflowId === row.id) return id
    above = world.children.parentOf(id)
  }
  return null
}

function refusalByAncestors({ world }: Step, { lane }: TaskSlot, { workflow }: SubWorkflowDefinition): string | null {
  const { id, parent } = lane.execution
  if ((parent?.depth ?? 0) >= MAX_CHILD_DEPTH) {
    return `The workflow "${workflow}" cannot be started: ${MAX_CHILD_DEPTH} executions already wait for each other above it, which is the limit.`
  }
  const top = parent?.topExecutionId ?? id
  if (world.children.countBelow(top) < MAX_EXECUTIONS_BELOW) return null
  return `The workflow "${workflow}" cannot be started: ${MAX_EXECUTIONS_BELOW} executions already live below the execution ${top}, which is the limit.`
}

function missingOutput({ row, plan }: WorkflowLane, { output }: SubWorkflowDefinition): string | null {
  if (output === undefined || plan.tasks.has(output)) return null
  return `The workflow "${row.name}" has no task "${output}", whose output this task should have.`
}

function fill(step: Step, slot: TaskSlot, { parameters = {} }: SubWorkflowDefinition): Parameters {
  const { outputs, events } = latestOf(slot).trigger
  const variables = { parameters: slot.lane.execution.parameters, outputs, event: events.at(-1) ?? null }
  return fillFromStart(parameters, variables, (steps) => step.addLoad(steps))
}

function refuse(message: string, retryable = false): Read {
  const outcome: Failed = { type: 'failed', reason: 'start', message, exitCode: null, signal: null, retryable }
  return { type: 'refuse', outcome }
}
