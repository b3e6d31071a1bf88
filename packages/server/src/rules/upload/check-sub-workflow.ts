import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { SubWorkflowDefinition, TaskDefinition } from '@aiflow/sdk/internal/wire'
import { startTemplateOf } from '../../parameters/start-parameters.ts'

/** Throws `INVALID_WORKFLOW` or `INVALID_EXPRESSION` if a task cannot start another workflow as it says. */
export function checkSubWorkflow(
  workflow: string,
  { name: task, pool, livenessSeconds, retry }: TaskDefinition,
  { parameters = {} }: SubWorkflowDefinition,
): void {
  const refuse = (problem: string, details = {}, cause?: unknown) => {
    const message = `The task "${task}" of the workflow "${workflow}" ${problem}`
    const code = cause === undefined ? 'INVALID_WORKFLOW' : 'INVALID_EXPRESSION'
    throw new AIFlowError(code, message, { details: { ...details, workflow, task }, cause })
  }
  if (pool !== undefined) refuse('needs no slot, so it has no "pool".')
  if (livenessSeconds !== undefined) refuse('runs nothing itself, so it has no "livenessSeconds".')
  if (retry.retriesOnLost !== 0) refuse('runs nothing itself that could be lost, so it has no "retriesOnLost".')
  try {
    startTemplateOf(parameters)
  } catch (cause) {
    // A template refuses what is no expression with an AIFlowError.
    const { message, details } = cause as AIFlowError
    refuse(`cannot pass its parameters on. ${message}`, details, cause)
  }
}
