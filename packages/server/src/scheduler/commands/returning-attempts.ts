import type { ConnectedWorker } from '../../log/worker-port.ts'
import type { World } from '../world/world.ts'

const MAX_NAMED_IN_LOG = 20

/** Living attempts that this worker holds although they are assigned to another one. */
export function givenToAnother({ attempts }: World, { id, held, found }: ConnectedWorker): string[] {
  return [...held.map(({ attemptId }) => attemptId), ...found].filter((attemptId) => {
    const slot = attempts.find(attemptId)
    return slot !== undefined && slot.latest?.workerId !== id
  })
}

/**
 * Attempts at the worker that this store does not need any more.
 *
 * The worker may belong to this store. Then an attempt that the store does not know was handed over under another id,
 * deleted, or assigned after the backup that the store was restored from. If the worker belongs to another store,
 * attempts that this store never knew are left alone. Attempts of executions that cannot be read are always left alone.
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
