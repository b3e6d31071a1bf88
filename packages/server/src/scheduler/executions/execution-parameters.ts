import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { IntervalVariables } from '../../formulas/cel/interval-expression.ts'
import { fillParameters } from '../../parameters/interval-parameters.ts'
import type { Parameters } from '../../parameters/parameter-schema.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'

/** What a trigger or schedule may start an execution with; where it may not, the reason of its verdict. */
export type CheckedParameters =
  | { readonly ok: true; readonly parameters: Parameters }
  | { readonly ok: false; readonly reason: string }

/**
 * Checks against the newest snapshot: it may ask for more than the one a trigger was made for. Expressions over the data interval
 * are evaluated if there is one.
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
