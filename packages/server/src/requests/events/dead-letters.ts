import {
  type DeadLetter,
  type DeadLetterDetail,
  type DeadLetterFilter,
  dropDeadLetterResponseSchema,
} from '@aiflow/sdk/internal/api/events'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Identity } from '../../access/identity.ts'
import type { ControlResult } from '../../log/control.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import { type Caller, requesterOf } from '../callers/caller.ts'
import type { RequestDependencies } from '../dependencies.ts'
import { mayReadRequests } from './event-scope.ts'
import { toEvent } from './list-events.ts'

/** Number of dead letters that one bulk request acts on. */
const SLICE = 500

type Slice = DeadLetterFilter & { readonly cursor?: string | undefined }
type Dependencies = Pick<RequestDependencies, 'controls' | 'storage'>

/**
 * A dead letter with its event. The event is left out if it is a request that the caller may not read. Throws
 * `DEAD_LETTER_NOT_FOUND`.
 */
export async function readDeadLetter(
  storage: ReadStorage,
  id: number,
  identity: Identity | null,
): Promise<DeadLetterDetail> {
  const letter = await storage.deadLetters.find(id)
  if (letter === null) throw letterNotFound(id)
  const event = await storage.events.find(letter.eventOffset)
  const isHidden = event?.kind === 'control' && !mayReadRequests(identity)
  return { ...letter, event: event === null || isHidden ? null : toEvent(event) }
}

/** Retries up to 500 dead letters. `next` is the cursor for the rest. */
export async function retryDeadLetters({ controls, storage }: Dependencies, slice: Slice, caller: Caller) {
  const { items, next } = await storage.deadLetters.list({ ...slice, limit: SLICE })
  const answers = await Promise.all(items.map((letter) => isHandedIn(controls, letter, caller)))
  const retried = answers.filter((isIn) => isIn).length
  return { retried, refused: items.length - retried, next }
}

/** Drops up to 500 dead letters. `next` is the cursor for the rest. */
export async function dropDeadLetters({ controls, storage }: Dependencies, slice: Slice, caller: Caller) {
  const { items, next } = await storage.deadLetters.list({ ...slice, limit: SLICE })
  let dropped = 0
  for (const [namespace, ids] of idsByNamespace(items)) {
    const { sender, of } = requesterOf(caller)
    const { result } = await controls.control({ type: 'dropDeadLetters', namespace, ids }, sender, of)
    dropped += droppedBy(await result)
  }
  return { dropped, next }
}

export function letterNotFound(id: number): AIFlowError {
  return new AIFlowError('DEAD_LETTER_NOT_FOUND', `There is no dead letter ${id}. Look at the list of dead letters.`, {
    details: { id },
  })
}

/**
 * Resolves once the retries are stored. Those of rules run later. Letters that cannot be retried are counted
 * separately.
 */
async function isHandedIn(
  controls: RequestDependencies['controls'],
  { id, namespace }: DeadLetter,
  caller: Caller,
): Promise<boolean> {
  const { sender, of } = requesterOf(caller)
  const { result } = await controls.control({ type: 'retryDeadLetter', namespace, id }, sender, of)
  const settled = await Promise.race([result, new Promise<null>((resolve) => setImmediate(resolve, null))])
  return settled?.ok !== false
}

/** A dead letter that is being retried stays. */
function droppedBy(result: ControlResult): number {
  return result.ok ? dropDeadLetterResponseSchema.parse(result.value).dropped : 0
}

function idsByNamespace(letters: readonly DeadLetter[]): Map<string, number[]> {
  const ids = new Map<string, number[]>()
  for (const { namespace, id } of letters) ids.set(namespace, [...(ids.get(namespace) ?? []), id])
  return ids
}
