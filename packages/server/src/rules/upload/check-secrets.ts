import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { secretFileVariable, type TaskDefinition } from '@aiflow/sdk/internal/wire'

/** Throws `INVALID_WORKFLOW` if a task cannot be given its secrets. */
export function checkSecrets(workflow: string, { name: task, operator, secrets = [] }: TaskDefinition): void {
  if (secrets.length === 0) return
  const refuse = (problem: string) => {
    const message = `The task "${task}" of the workflow "${workflow}" ${problem}.`
    throw new AIFlowError('INVALID_WORKFLOW', message, { details: { workflow, task } })
  }
  if (operator.type === 'approval' || operator.type === 'workflow')
    return refuse('runs nothing itself, so it has no "secrets"')
  if (operator.type === 'code') {
    if (operator.isolation === 'shared') refuse('has secrets, so it cannot share its process')
    return
  }
  for (const { variable, as } of secrets) {
    const name = as === 'file' ? secretFileVariable(variable) : variable
    if (Object.hasOwn(operator.env, name)) refuse(`has the variable "${name}" in "env", and as a secret, too`)
  }
}
