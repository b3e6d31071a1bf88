import type { UploadResponse } from '@aiflow/sdk/client'
import type { WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import type { RequestDependencies } from '../dependencies.ts'

/** Warns of secrets that tasks name and that do not exist now. They may be set later, before the tasks start. */
export function warningsOfSecrets(
  { secrets }: Pick<RequestDependencies, 'secrets'>,
  definitions: readonly WorkflowDefinition[],
): UploadResponse['warnings'] {
  return definitions.flatMap(({ namespace, name: workflow, tasks }) => {
    const names = new Map(tasks.flatMap((task) => (task.secrets ?? []).map(({ secret }) => [secret, task.name])))
    const unknown = [...names].filter(([name]) => !secrets.mayHave({ namespace, name }))
    return unknown.map(([name, task]) => ({
      namespace,
      workflow,
      code: 'UNKNOWN_SECRET',
      message: `The task "${task}" of the workflow "${workflow}" names the secret "${name}", which the namespace "${namespace}" does not have. Set it with "aiflow -n ${namespace} secret set ${name}".`,
    }))
  })
}
