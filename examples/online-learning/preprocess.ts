import { setTimeout as delay } from 'node:timers/promises'
import { type TaskContext, ValueStateDescriptor } from '@aiflow/sdk'
import { openDataFolder } from './data-folder.ts'
import { countPacked, type Digits, normalise, type PackedDigits, readUploadedDigits, slicePacked } from './digits.ts'
import { send } from './messages.ts'
import { trainingDigits } from './splits.ts'

const BATCH_SIZE = 250
const BATCH_EVERY_MS = 2000

const NEXT_BATCH = new ValueStateDescriptor<number>('next-batch')

/** Never ends: every two seconds there are new digits, which it prepares for training. */
export async function preprocess(context: TaskContext): Promise<void> {
  const data = openDataFolder(context.workflow.executionId)
  const training = trainingDigits(readUploadedDigits())
  const next = context.getState(NEXT_BATCH)
  for (let batch = next.value() ?? 1; !context.signal.aborted; batch += 1) {
    data.writeBatch(batch, batchOf(training, batch))
    await send(context, 'data_prepared', { batch, digits: BATCH_SIZE })
    // After the event: who is killed in between tells of the batch again, and "train" knows what it has trained.
    await next.update(batch + 1)
    context.logger.info('prepared a batch', { batch, digits: BATCH_SIZE })
    await delay(BATCH_EVERY_MS, undefined, { signal: context.signal })
  }
}

/** Batches follow each other through the digits; each later pass has them moved by a pixel in another direction. */
function batchOf(training: PackedDigits, batch: number): Digits {
  const batches = Math.floor(countPacked(training) / BATCH_SIZE)
  const pass = Math.floor((batch - 1) / batches)
  const start = ((batch - 1) % batches) * BATCH_SIZE
  const right = [0, 1, -1][pass % 3]
  const down = [0, 1, -1][Math.floor(pass / 3) % 3]
  return normalise(slicePacked(training, start, start + BATCH_SIZE), right, down)
}
