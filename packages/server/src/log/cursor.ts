import { AIFlowError } from '@aiflow/sdk/internal/errors'

/** What a cursor belongs to: one partition of a source of events. */
export interface CursorName {
  /** At most 256 characters. */
  readonly source: string
  /** At most 256 characters. */
  readonly partition: string
}

/**
 * Moves a cursor together with the events up to it. A source that reads its cursor when it starts, and appends with it, has
 * every event stored exactly once, however often it is killed. An extension point: no door of the server has a source yet.
 */
export interface CursorMove extends CursorName {
  /** The stored position that the events follow; null if none is stored yet. */
  readonly expected: string | null
  /** The position after the events. At most 4096 characters. */
  readonly next: string
}

const MAX_NAME_CHARACTERS = 256
const MAX_POSITION_CHARACTERS = 4096

/** Throws `INVALID_ARGUMENT`. */
export function checkCursorMove({ source, partition, next }: CursorMove): void {
  requireAtMost('source', source, MAX_NAME_CHARACTERS)
  requireAtMost('partition', partition, MAX_NAME_CHARACTERS)
  requireAtMost('next', next, MAX_POSITION_CHARACTERS)
}

function requireAtMost(field: keyof CursorMove, text: string, characters: number): void {
  if (text.length <= characters) return
  const message = `The ${field} of a cursor has ${text.length} characters, and may have ${characters} at most. Nothing was stored.`
  throw new AIFlowError('INVALID_ARGUMENT', message, { details: { field, length: text.length, limit: characters } })
}
