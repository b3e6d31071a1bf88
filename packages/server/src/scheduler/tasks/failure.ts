import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'

/** Of an error in an event: it is for rules and people, and the whole of it is in the task execution. */
const MAX_ERROR_CHARACTERS = 500

/** Why something failed, as the event of its status tells. */
export interface Failure {
  /** The task that failed; absent if the event itself names it, or if no task failed. */
  readonly task?: string
  /** In a word: `exit`, `timeout`, `lost`, … */
  readonly reason: string
  readonly error: string
}

/** The failure of an attempt; nothing where its outcome is none. */
export function failureOf(outcome: Outcome | null): Failure | Record<never, never> {
  if (outcome?.type === 'lost') return { reason: 'lost', error: clipped(outcome.message) }
  return outcome?.type === 'failed' ? { reason: outcome.reason, error: clipped(outcome.message) } : {}
}

/** A text that may be cut. */
export function clipped(text: string): string {
  return text.length > MAX_ERROR_CHARACTERS ? `${text.slice(0, MAX_ERROR_CHARACTERS)}…` : text
}
