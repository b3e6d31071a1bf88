import { NonRetryableError, type TaskContext } from '@aiflow/sdk'
import { openDataFolder } from './data-folder.ts'
import { messageOf, send } from './messages.ts'

/** Puts a validated model where `predict` finds it, and says so. */
export async function deploy(context: TaskContext): Promise<void> {
  const data = openDataFolder(context.workflow.executionId)
  const { version, accuracy } = messageOf(context, 'model_validated')
  const model = data.readModel(version)
  if (model === null) throw new NonRetryableError(`There is no model of version ${version}.`)
  data.deploy(model)
  await send(context, 'model_deployed', { version, accuracy })
  context.logger.info('deployed a model', { version, accuracy })
}
