import { AIFlowError } from '@aiflow/sdk/internal/errors'

/** What the doors and the scheduler answer with where something does not exist. */

export function workflowNotFound(namespace: string, workflow: string): AIFlowError {
  const message = `The namespace "${namespace}" has no workflow "${workflow}". Upload it first, or look at the list of workflows.`
  return new AIFlowError('WORKFLOW_NOT_FOUND', message, { details: { namespace, workflow } })
}

export function backfillNotFound(backfillId: number): AIFlowError {
  const message = `There is no backfill ${backfillId}. Look at the list of backfills.`
  return new AIFlowError('BACKFILL_NOT_FOUND', message, { details: { backfillId } })
}

/** `places`: where else it was looked for. */
export function secretNotFound(
  { namespace, name }: { readonly namespace: string; readonly name: string },
  places: readonly string[] = [],
): AIFlowError {
  const where = places.length === 0 ? '' : `, also not in ${places.join(' or ')}`
  const message = `The namespace "${namespace}" has no secret "${name}"${where}. Set it with "aiflow -n ${namespace} secret set ${name}".`
  return new AIFlowError('SECRET_NOT_FOUND', message, { details: { namespace, secret: name } })
}

export function connectionNotFound({
  namespace,
  name,
}: {
  readonly namespace: string
  readonly name: string
}): AIFlowError {
  const message = `The namespace "${namespace}" has no connection "${name}". Set it with "aiflow -n ${namespace} connection set ${name}", or look at "aiflow connection list".`
  return new AIFlowError('CONNECTION_NOT_FOUND', message, { details: { namespace, connection: name } })
}

export function attemptEnded(attemptId: string): AIFlowError {
  const message = `The attempt "${attemptId}" is not active, so nothing is stored for it.`
  return new AIFlowError('ATTEMPT_ENDED', message, { details: { attemptId } })
}
