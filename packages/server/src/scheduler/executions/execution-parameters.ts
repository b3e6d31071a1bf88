import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { IntervalVariables } from '../../formulas/cel/interval-expression.ts'
import { fillParameters } from '../../parameters/interval-parameters.ts'
import type { Parameters } from '../../parameters/parameter-schema.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'

/**
 * The parameters with which a trigger or schedule may start an execution, or the reason for a verdict if they are
 * wrong.
 */
export type CheckedParameters =
  | { readonly ok: true; readonly parameters: Parameters }
  | { readonly ok: false; readonly reason: string }

/**
 * Checks against the newest snapshot, which may require more than the one that the trigger was created for. Evaluates
 * expressions over the data interval first, if there is one.
 */
export function checkParameters(
  workflow: WorkflowLane,
  given: Parameters,
  interval: IntervalVariables | null = null,
): CheckedParameters {
  try {
    const filled = interval === null ? given : fillParameters(given, interval)
    return { ok: true, parameters: workflow.plan.parameters.check(filled) }
  } catch (error) {
    if (!isAIFlowError(error)) throw error
    return { ok: false, reason: error.message }
  }
}
