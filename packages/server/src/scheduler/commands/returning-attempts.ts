import type { ConnectedWorker } from '../../log/worker-port.ts'
import type { World } from '../world/world.ts'

const MAX_NAMED_IN_LOG = 20

/** Living attempts that the worker has though another one was given them. */
export function givenToAnother({ attempts }: World, { id, held, found }: ConnectedWorker): string[] {
  return [...held.map(({ attemptId }) => attemptId), ...found].filter((attemptId) => {
    const slot = attempts.find(attemptId)
    return slot !== undefined && slot.latest?.workerId !== id
  })
}

/**
 * What runs at the worker though nobody here waits for it any more. A worker of this store has nothing else: what the store
 * does not know was handed over under another id, deleted, or assigned after the backup that the store was restored from. At
 * a worker of another store, what this one never knew is left alone, and so is what cannot be read.
 */
export async function unwantedOf(
  { attempts, setAside, storeId }: World,
  worker: ConnectedWorker,
  findKnown: (attemptIds: readonly string[]) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const running = worker.held.filter(({ finished }) => !finished).map(({ attemptId }) => attemptId)
  const unwanted = [...running, ...worker.found].filter(
    (attemptId) => attempts.find(attemptId) === undefined && !setAside.hasAttempt(attemptId),
  )
  if (unwanted.length === 0) return []
  return worker.storeId === storeId && setAside.rows.length === 0 ? unwanted : findKnown(unwanted)
}

export function namedInLog(attemptIds: readonly string[]): Readonly<Record<string, unknown>> {
  return { attempts: attemptIds.length, attemptIds: attemptIds.slice(0, MAX_NAMED_IN_LOG) }
}
