import { setTimeout as delay } from 'node:timers/promises'
import { type TaskContext, ValueStateDescriptor } from '@aiflow/sdk'
import { type Model, openDataFolder } from './data-folder.ts'
import { countPacked, normalise, readUploadedDigits, slicePacked } from './digits.ts'
import { send } from './messages.ts'
import { countCorrect } from './model.ts'
import { liveDigits } from './splits.ts'

const REQUEST_SIZE = 200
const REQUEST_EVERY_MS = 1000

const LAST_SWITCH = new ValueStateDescriptor<number>('last-switch')

/** The model that serves, and how it has done since. */
interface Service {
  readonly model: Model
  digits: number
  correct: number
}

/** Never ends: predicts live digits, and switches to each model that is deployed without missing one of them. */
export async function predict(context: TaskContext): Promise<void> {
  const data = openDataFolder(context.workflow.executionId)
  let service = serve(data.readDeployed())

  const switchModels = async () => {
    const last = context.getState(LAST_SWITCH)
    for await (const { offset } of context.events.listen('model_deployed', { from: last.value() ?? 0 })) {
      const model = data.readDeployed()
      if (model !== null && model.version !== service?.model.version) service = serve(model)
      await last.update(offset)
      context.logger.info('switched', { version: model?.version })
    }
  }

  const answerRequests = async () => {
    const live = liveDigits(readUploadedDigits())
    for (let start = 0; ; start = (start + REQUEST_SIZE) % countPacked(live)) {
      await delay(REQUEST_EVERY_MS, undefined, { signal: context.signal })
      if (service === null) continue
      const digits = normalise(slicePacked(live, start, start + REQUEST_SIZE))
      service.digits += digits.labels.length
      service.correct += countCorrect(service.model.weights, digits)
      const { model, ...counts } = service
      await send(context, 'digits_predicted', { version: model.version, ...counts })
    }
  }

  await Promise.all([switchModels(), answerRequests()])
}

function serve(model: Model | null): Service | null {
  return model && { model, digits: 0, correct: 0 }
}
