import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { Parameters } from '../../parameters/parameter-schema.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'

/** What a trigger or schedule may start an execution with; where it may not, the reason of its verdict. */
export type CheckedParameters =
  | { readonly ok: true; readonly parameters: Parameters }
  | { readonly ok: false; readonly reason: string }

/** Checks against the newest snapshot: it may ask for more than the one a trigger was made for. */
export function checkParameters(workflow: WorkflowLane, given: Parameters): CheckedParameters {
  try {
    return { ok: true, parameters: workflow.plan.parameters.check(given) }
  } catch (error) {
    if (!isAIFlowError(error)) throw error
    return { ok: false, reason: error.message }
  }
}
