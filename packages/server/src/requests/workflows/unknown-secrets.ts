import type { UploadResponse } from '@aiflow/sdk/client'
import type { WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import { missingSecrets } from '../../secrets/connections.ts'
import type { RequestDependencies } from '../dependencies.ts'

type Dependencies = Pick<RequestDependencies, 'secrets' | 'live'>
type Warning = Omit<UploadResponse['warnings'][number], 'namespace' | 'workflow'>

/**
 * Warns of secrets and connections that tasks name and that do not exist now, or not with the type that a task takes. They may be
 * set later, before the tasks start.
 */
export function warningsOfSecrets(
  dependencies: Dependencies,
  definitions: readonly WorkflowDefinition[],
): UploadResponse['warnings'] {
  return definitions.flatMap((definition) => {
    const { namespace, name: workflow } = definition
    const found = [...unknownSecrets(dependencies, definition), ...unusableConnections(dependencies, definition)]
    return found.map((warning) => ({ namespace, workflow, ...warning }))
  })
}

function unknownSecrets({ secrets }: Dependencies, { namespace, name, tasks }: WorkflowDefinition): Warning[] {
  const names = new Map(tasks.flatMap((task) => (task.secrets ?? []).map(({ secret }) => [secret, task.name])))
  const unknown = [...names].filter(([secret]) => !secrets.mayHave({ namespace, name: secret }))
  return unknown.map(([secret, task]) => ({
    code: 'UNKNOWN_SECRET',
    message: `The task "${task}" of the workflow "${name}" names the secret "${secret}", which the namespace "${namespace}" does not have. Set it with "aiflow -n ${namespace} secret set ${secret}".`,
  }))
}

function unusableConnections({ secrets, live }: Dependencies, definition: WorkflowDefinition): Warning[] {
  const { namespace, name, tasks } = definition
  const named = tasks.flatMap((task) =>
    (task.connections ?? []).map((connection) => ({ task: task.name, ...connection })),
  )
  const each = new Map(named.map((use) => [`${use.connection}/${use.type ?? ''}`, use]))
  return [...each.values()].flatMap(({ task, connection, type }) => {
    const which = `The task "${task}" of the workflow "${name}" names the connection "${connection}"`
    const row = live.findConnection({ namespace, name: connection })
    if (row === null) {
      const message = `${which}, which the namespace "${namespace}" does not have. Set it with "aiflow -n ${namespace} connection set ${connection}${type === undefined ? '' : ` --type ${type}`}".`
      return [{ code: 'UNKNOWN_CONNECTION', message }]
    }
    if (type !== undefined && row.type !== type) {
      const message = `${which} as one of the type "${type}", and it is of the type "${row.type}".`
      return [{ code: 'CONNECTION_TYPE_MISMATCH', message }]
    }
    return missingSecrets({ secrets }, row).map((secret) => ({
      code: 'UNKNOWN_SECRET',
      message: `${which}, which needs the secret "${secret}". Set it with "aiflow -n ${namespace} secret set ${secret}".`,
    }))
  })
}
