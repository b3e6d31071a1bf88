import type { TaskContext } from '@aiflow/sdk'
import { type DataFolder, type Model, openDataFolder } from './data-folder.ts'
import { messageOf } from './messages.ts'
import { trainOn, untrained } from './model.ts'

/** What `train` leaves to `validate`. */
export interface Trained {
  readonly version: number
  readonly digits: number
}

/** Goes on from the newest model with one new batch. */
export function train(context: TaskContext): Trained {
  const data = openDataFolder(context.workflow.executionId)
  const { batch } = messageOf(context, 'data_prepared')
  // There already where an earlier attempt was killed after its work, or where the batch was told of twice.
  const { version, digits } = data.readModel(batch) ?? trainBatch(data, batch)
  data.removeBatch(batch)
  context.logger.info('trained a model', { version, digits })
  return { version, digits }
}

function trainBatch(data: DataFolder, batch: number): Model {
  const digits = data.readBatch(batch)
  const newest = data.readNewestModel()
  const model = {
    version: batch,
    digits: (newest?.digits ?? 0) + digits.labels.length,
    weights: trainOn(newest?.weights ?? untrained(), digits),
  }
  data.writeModel(model)
  return model
}
