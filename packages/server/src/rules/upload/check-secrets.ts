import { connectionVariablesProblem } from '@aiflow/sdk/internal/connections'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { secretFileVariable, type TaskDefinition, variablesProblem } from '@aiflow/sdk/internal/wire'

/** Throws `INVALID_WORKFLOW` if a task cannot be given its secrets or connections. */
export function checkSecrets(workflow: string, { name: task, operator, ...given }: TaskDefinition): void {
  const { secrets = [], connections = [] } = given
  if (secrets.length === 0 && connections.length === 0) return
  const refuse = (problem: string) => {
    const message = `The task "${task}" of the workflow "${workflow}" ${problem}.`
    throw new AIFlowError('INVALID_WORKFLOW', message, { details: { workflow, task } })
  }
  if (operator.type === 'approval' || operator.type === 'workflow')
    return refuse('runs nothing itself, so it has neither "secrets" nor "connections"')
  const problem = variablesProblem(connections, secrets)
  if (problem !== null) refuse(problem)
  if (operator.type === 'code') {
    if (operator.isolation === 'shared') refuse('has secrets or connections, so it cannot share its process')
    return
  }
  const clash = connectionVariablesProblem(connections, operator.env)
  if (clash !== null) refuse(clash)
  for (const { variable, as } of secrets) {
    const name = as === 'file' ? secretFileVariable(variable) : variable
    if (Object.hasOwn(operator.env, name)) refuse(`has the variable "${name}" in "env", and as a secret, too`)
  }
}
