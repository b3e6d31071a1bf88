import { NonRetryableError, type TaskContext, ValueStateDescriptor } from '@aiflow/sdk'
import { openDataFolder } from './data-folder.ts'
import { readUploadedDigits } from './digits.ts'
import { send } from './messages.ts'
import { countCorrect } from './model.ts'
import { heldOutDigits } from './splits.ts'
import type { Trained } from './train.ts'

/** What `validate` found. */
export interface Validated extends Trained {
  readonly accuracy: number
  /** Better than every model before it. */
  readonly isBetter: boolean
}

const BEST_ACCURACY = new ValueStateDescriptor<number>('best-accuracy')

/** Measures a model on digits that it has never seen. Only of a better one the others hear. */
export async function validate(context: TaskContext, trained: Trained | undefined): Promise<Validated> {
  const model = trained && openDataFolder(context.workflow.executionId).readModel(trained.version)
  if (!trained || !model) throw new NonRetryableError('There is no model to validate. Let "train" start this task.')
  const digits = heldOutDigits(readUploadedDigits())
  const accuracy = countCorrect(model.weights, digits) / digits.labels.length
  const best = context.getState(BEST_ACCURACY)
  const isBetter = accuracy > (best.value() ?? 0)
  context.logger.info(isBetter ? 'a better model' : 'not better', { ...trained, accuracy, best: best.value() })
  if (isBetter) {
    await send(context, 'model_validated', { version: trained.version, accuracy })
    // After the event: who is killed in between validates again, and to deploy a model twice does no harm.
    await best.update(accuracy)
  }
  return { ...trained, accuracy, isBetter }
}
