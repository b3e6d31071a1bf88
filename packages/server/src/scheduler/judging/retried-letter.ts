import type { ControlRequest } from '../../log/control.ts'
import type { RuleName } from '../../model/rule-name.ts'
import type { DeadLetterRow, StoredEvent } from '../../storage/rows.ts'
import type { Changes } from '../commit/changes/changes.ts'

export type RetryRequest = Extract<ControlRequest, { type: 'retryDeadLetter' }>

/** A dead letter that is being retried. It includes the event, so the retry needs nothing else. */
export interface Retry {
  readonly letter: DeadLetterRow
  readonly event: StoredEvent
}

/** The retry that a control event requests; null if it requests something else, or the letter did not exist. */
export function retryOf({ kind, key, value }: Pick<StoredEvent, 'kind' | 'key' | 'value'>): Retry | null {
  if (kind !== 'control' || key !== 'aiflow/control/retryDeadLetter') return null
  const { letter, event } = JSON.parse(value ?? 'null') as RetryRequest
  return letter === undefined || event === undefined ? null : { letter, event }
}

/** The rule whose letter is being retried. */
export function ruleOfLetter({ letter: { task, rule } }: Retry): RuleName {
  return { task, rule: rule ?? '' }
}

/** Marks the letter as waiting for its retry. */
export function holdLetter(changes: Changes, letter: DeadLetterRow, retryOffset: number): void {
  changes.deadLetters.setTry({ ...letter, retryOffset })
}

/** Returns the letter to the list. If the retry ran and failed, the letter gets the new error and one more try. */
export function returnLetter(
  changes: Changes,
  letter: DeadLetterRow,
  failed: { readonly error: string; readonly now: number } | null,
): void {
  const { id, error, tries, lastTryTime } = letter
  const tried =
    failed === null
      ? { id, error, tries, lastTryTime }
      : { id, error: failed.error, tries: tries + 1, lastTryTime: failed.now }
  changes.deadLetters.setTry({ ...tried, retryOffset: null })
}
