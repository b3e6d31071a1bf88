import type { TaskFacts } from '../../rules/conditions/condition.ts'
import type { TaskExecutionRow } from '../../storage/rows.ts'

/** A change of a task's status, with the offset of its event. */
export interface StatusChange extends TaskFacts {
  readonly offset: number
}

export const NO_CHANGES: readonly StatusChange[] = []

/** The only change known of a task when its execution is read from the store. */
export function changesOf({ status, startOffset, endOffset }: TaskExecutionRow): readonly StatusChange[] {
  return [{ offset: 0, status, startOffset, endOffset }]
}

export interface NewChange {
  readonly offset: number
  readonly since: number
  /** Another execution of the task follows at once. */
  readonly isFollowed: boolean
}

/** Adds a change. Of the changes before the current commit, whose events follow `since`, only the newest is kept. */
export function withChange(
  changes: readonly StatusChange[],
  { status, startOffset, endOffset }: TaskExecutionRow,
  { offset, since, isFollowed }: NewChange,
): readonly StatusChange[] {
  const change = { offset, status, startOffset, endOffset, ...(isFollowed ? { isFollowed } : {}) }
  const last = changes.at(-1)
  if (last === undefined) return [change]
  return last.offset <= since ? [last, change] : [...changes, change]
}

/** The task right after the event at `offset`; undefined if it had not run by then. */
export function changeAsOf(changes: readonly StatusChange[], offset: number): StatusChange | undefined {
  return changes.findLast((change) => change.offset <= offset)
}
