import type { VerdictSaw } from '@aiflow/sdk/internal/api/events'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Overlap } from '@aiflow/sdk/internal/wire'
import type { ScheduledTime, Trigger } from '@aiflow/sdk/internal/worker-protocol'
import type { IntervalVariables } from '../../formulas/cel/interval-expression.ts'
import type { Parameters } from '../../parameters/parameter-schema.ts'
import { type Admission, WAITING_FOR } from '../../rules/admission.ts'
import type { WorkflowExecutionRow } from '../../storage/rows.ts'
import { addVerdictRow } from '../judging/verdicts.ts'
import type { Step } from '../step.ts'
import type { ExecutionLane } from '../world/execution-lane.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'
import { admissionOf } from './admission.ts'
import { checkParameters } from './execution-parameters.ts'
import { stopAll } from './stop-executions.ts'
import { createExecution, startExecution } from './workflow-transitions.ts'

export interface StartRequest {
  readonly trigger: Trigger
  readonly parameters: Parameters
  readonly overlap: Overlap
  /** The time that a schedule starts it for, and what the parameters may name of it. */
  readonly schedule?: ScheduledTime
  readonly interval?: IntervalVariables
  /** Offset of the event that a trigger judged, and what the trigger saw. */
  readonly offset?: number
  readonly saw?: VerdictSaw | null
}

/** Starts an execution for a trigger or schedule according to its overlap policy, and records the verdict. */
export function requestStart(step: Step, workflow: WorkflowLane, request: StartRequest): void {
  const of = { task: null, rule: request.trigger.rule ?? '', action: null }
  const { offset = step.event.offset, saw = null } = request
  const judged = { offset, saw }
  const checked = checkParameters(workflow, request.parameters, request.interval)
  if (!checked.ok) {
    addVerdictRow(step, workflow.id, of, { verdict: 'failed', reason: checked.reason, resultId: null, ...judged })
    return
  }
  const admission = admissionOf(step, workflow, request.overlap)
  if (admission.type === 'refuse') {
    const { reason } = admission
    addVerdictRow(step, workflow.id, of, { verdict: 'ignored', reason, resultId: null, ...judged })
    return
  }
  if (request.overlap === 'stop-old') stopAll(step, workflow, 'overlap')
  const { execution } = startAdmitted(step, workflow, { ...request, parameters: checked.parameters, admission })
  const reason = admission.type === 'begin' ? null : WAITING_FOR[admission.waitsFor]
  addVerdictRow(step, workflow.id, of, { verdict: 'fired', reason, resultId: execution.id, ...judged })
}

/** Starts an execution by request. Throws `WORKFLOW_FULL` if there is no room for it. */
export function startAsked(
  step: Step,
  workflow: WorkflowLane,
  of: Pick<StartRequest, 'trigger' | 'parameters' | 'schedule'>,
): ExecutionLane {
  const admission = admissionOf(step, workflow, 'allow')
  if (admission.type !== 'refuse') return startAdmitted(step, workflow, { ...of, admission })
  const { namespace, name } = workflow.row
  const message = `No execution of the workflow "${name}" can be started: ${admission.reason}. Wait until one has ended, or stop one.`
  throw new AIFlowError('WORKFLOW_FULL', message, { details: { namespace, workflow: name } })
}

/** Starts an execution, or lets it wait. `parameters` must be checked, with their defaults filled in. */
export function startAdmitted(
  step: Step,
  workflow: WorkflowLane,
  of: Pick<StartRequest, 'trigger' | 'parameters' | 'schedule'> & {
    readonly admission: Exclude<Admission, { type: 'refuse' }>
    readonly parent?: WorkflowExecutionRow['parent']
  },
): ExecutionLane {
  const { admission, trigger, parameters, schedule = null, parent = null } = of
  if (admission.type === 'begin') return startExecution(step, workflow, { trigger, parameters, schedule, parent })
  return createExecution(step, workflow, { trigger, parameters, schedule, parent, waitsFor: admission.waitsFor })
}
