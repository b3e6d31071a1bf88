import { MAX_ACTIVE_EXECUTIONS, MAX_CLEAN_UP_SECONDS } from '../../model/limits.ts'
import { quoted } from '../../model/text/quoted.ts'
import type { WorkflowDefinition } from '../../wire/workflow-definition.ts'
import { checkOneOf, invalidWorkflow } from '../checks/checks.ts'
import { OPTIONAL_LIMIT } from '../checks/number-option.ts'

/** What limits and ends the executions of a workflow; an option that is not set is absent. */
export type WorkflowLimits = Pick<
  WorkflowDefinition,
  'timeoutSeconds' | 'maxActiveExecutions' | 'onFull' | 'onFailure' | 'cleanUpTimeoutSeconds'
>

type Options = { readonly [K in keyof WorkflowLimits]?: WorkflowLimits[K] | undefined } & { readonly name: string }

/** Throws INVALID_WORKFLOW if a limit is not valid. */
export function workflowLimits(options: Options): WorkflowLimits {
  const { name, timeoutSeconds, maxActiveExecutions, onFull, onFailure, cleanUpTimeoutSeconds } = options
  if (timeoutSeconds !== undefined && !isLimit(timeoutSeconds)) {
    throw wrong(name, 'timeoutSeconds', { value: timeoutSeconds, rule: OPTIONAL_LIMIT.rule })
  }
  if (maxActiveExecutions !== undefined && !isCount(maxActiveExecutions)) {
    const rule = `a whole number from 1 to ${MAX_ACTIVE_EXECUTIONS}`
    throw wrong(name, 'maxActiveExecutions', { value: maxActiveExecutions, rule })
  }
  if (onFull !== undefined) checkOnFull(name, onFull, maxActiveExecutions)
  if (onFailure !== undefined) checkOneOf(`"onFailure" of the workflow "${name}"`, onFailure, ['continue', 'stop'])
  if (cleanUpTimeoutSeconds !== undefined && !isCleanUpLimit(cleanUpTimeoutSeconds)) {
    const rule = `a number of seconds greater than 0, and at most ${MAX_CLEAN_UP_SECONDS} (a day)`
    throw wrong(name, 'cleanUpTimeoutSeconds', { value: cleanUpTimeoutSeconds, rule })
  }
  return {
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(maxActiveExecutions === undefined ? {} : { maxActiveExecutions }),
    ...(onFull === undefined ? {} : { onFull }),
    ...(onFailure === undefined ? {} : { onFailure }),
    ...(cleanUpTimeoutSeconds === undefined ? {} : { cleanUpTimeoutSeconds }),
  }
}

function isLimit(value: unknown): boolean {
  return typeof value === 'number' && OPTIONAL_LIMIT.isValid(value)
}

function isCleanUpLimit(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value <= MAX_CLEAN_UP_SECONDS
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= MAX_ACTIVE_EXECUTIONS
}

function checkOnFull(name: string, onFull: string, limit: number | undefined): void {
  checkOneOf(`"onFull" of the workflow "${name}"`, onFull, ['queue', 'skip'])
  if (limit !== undefined) return
  throw invalidWorkflow(
    `The workflow "${name}" says with "onFull" what happens at a limit that it does not have. Give it "maxActiveExecutions" too.`,
    { field: 'onFull' },
  )
}

function wrong(name: string, field: string, { value, rule }: { value: unknown; rule: string }) {
  const given = typeof value === 'number' ? String(value) : quoted(value)
  return invalidWorkflow(`"${field}" of the workflow "${name}" cannot be ${given}. It must be ${rule}.`, { field })
}
