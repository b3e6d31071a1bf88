import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { MAX_CURSORS } from '@aiflow/sdk/internal/limits'
import type { CursorMove } from '../../log/cursor.ts'
import { cursorKey } from '../../model/cursor-key.ts'
import type { ProducerKey } from '../../storage/producer-key.ts'
import type { Batch } from '../batch.ts'
import type { World } from '../world/world.ts'
import type { KnownProducers } from './known-producers.ts'

/**
 * Checks a whole request once per try, even if its events are appended one by one: whether one of its keys was used for
 * another event, and whether its cursor is where the request expects it.
 */
export class RequestCheck {
  readonly #keys: readonly ProducerKey[]
  readonly #cursor: CursorMove | null
  /** Identifies the try that was checked. */
  #known: KnownProducers | null = null
  #refusal: AIFlowError | null = null

  constructor(keys: readonly ProducerKey[], cursor: CursorMove | null) {
    this.#keys = keys
    this.#cursor = cursor
  }

  /** Moves the cursor, unless the request is refused. Returns why it is refused. */
  begin(world: World, batch: Batch, known: KnownProducers): AIFlowError | null {
    if (this.#known === known) return this.#refusal
    this.#known = known
    this.#refusal = known.reusedAmong(this.#keys)
    if (this.#refusal === null && this.#cursor !== null) this.#refusal = moveCursor(world, batch, this.#cursor)
    return this.#refusal
  }
}

function moveCursor(world: World, batch: Batch, move: CursorMove): AIFlowError | null {
  const { source, partition, expected, next } = move
  const stored = world.cursors.get(cursorKey(move)) ?? null
  if (stored !== expected) return cursorMoved(move, stored)
  if (stored === null && world.cursors.size >= MAX_CURSORS) return cursorsFull(move)
  world.cursors.set(cursorKey(move), next)
  batch.changes.cursors.set({ source, partition, position: next })
  return null
}

function cursorMoved({ source, partition, expected }: CursorMove, stored: string | null): AIFlowError {
  const place = stored === null ? 'is not stored yet' : `is at "${stored}"`
  const wanted = expected === null ? 'not to be stored yet' : `to be at "${expected}"`
  const message = `The cursor of partition "${partition}" of source "${source}" ${place}, and the request expects it ${wanted}. Nothing of the request was stored. Read the cursor, and go on from there.`
  return new AIFlowError('CURSOR_MOVED', message, { details: { source, partition, expected, stored } })
}

function cursorsFull({ source, partition }: CursorMove): AIFlowError {
  const message = `There is no room for the cursor of partition "${partition}" of source "${source}": the store holds ${MAX_CURSORS} cursors, which is the limit. Nothing of the request was stored. Use fewer partitions.`
  return new AIFlowError('CURSORS_FULL', message, { details: { source, partition, limit: MAX_CURSORS } })
}
