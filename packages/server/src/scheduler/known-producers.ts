import type { SchedulerStorage } from '../storage/storage.ts'
import { producerKeyOf, type Work } from './work.ts'

/** The offsets under which what producers send in these works was stored before, by `producerKeyOf`. */
export async function findKnown(storage: SchedulerStorage, works: readonly Work[]): Promise<Map<string, number>> {
  const keys = works.flatMap((work) => work.producerKeys)
  const known = new Map<string, number>()
  if (keys.length === 0) return known
  const offsets = await storage.findDuplicates(keys)
  keys.forEach((key, index) => {
    const offset = offsets[index]
    if (typeof offset === 'number') known.set(producerKeyOf(key), offset)
  })
  return known
}
