import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { ApprovalDefinition, TaskDefinition } from '@aiflow/sdk/internal/wire'
import { ParameterSchema } from '../../parameters/parameter-schema.ts'

/** Throws `INVALID_WORKFLOW` if a task cannot be answered as it says. */
export function checkApproval(
  workflow: string,
  { name: task, timeoutSeconds, pool, livenessSeconds, retry }: TaskDefinition,
  { choices, onTimeout, parameters }: ApprovalDefinition,
): void {
  const refuse = (problem: string) => {
    const message = `The approval "${task}" of the workflow "${workflow}" ${problem}.`
    throw new AIFlowError('INVALID_WORKFLOW', message, { details: { workflow, task } })
  }
  if (pool !== undefined) refuse('needs no slot, so it has no "pool"')
  if (livenessSeconds !== undefined) refuse('runs nothing, so it has no "livenessSeconds"')
  if (retry.retries !== 0 || retry.retriesOnLost !== 0) refuse('runs nothing, so it has no retries')
  const names = new Set(choices.map(({ name }) => name))
  if (names.size < choices.length) refuse('has a choice twice')
  if (onTimeout !== undefined && !names.has(onTimeout)) refuse(`has no choice "${onTimeout}" to take when time is up`)
  if (onTimeout !== undefined && timeoutSeconds === undefined) refuse('has a choice for when time is up, but no limit')
  if (parameters === undefined) return
  const schema = new ParameterSchema({ task }, parameters)
  schema.compile()
  if (choices.some(({ name, fails }) => name === onTimeout && fails !== true)) requireDefaults(schema, refuse)
}

/** When time is up, nobody gives parameters. The schema refuses what does not fit with an AIFlowError. */
function requireDefaults(schema: ParameterSchema, refuse: (problem: string) => void): void {
  try {
    schema.check({})
  } catch (cause) {
    refuse(`must be valid without parameters when time is up: ${(cause as AIFlowError).message}`)
  }
}
