import type { TaskFacts } from '../../rules/conditions/condition.ts'
import type { TaskExecutionRow } from '../../storage/rows.ts'

/** A change of a task's status, with the offset of its event. */
export interface StatusChange extends TaskFacts {
  readonly offset: number
}

/** Stays empty. */
export const NO_CHANGES: StatusChange[] = []

/** The only change known of a task when its execution is read from the store. */
export function changesOf({ status, startOffset, endOffset }: TaskExecutionRow): StatusChange[] {
  return [{ offset: 0, status, startOffset, endOffset }]
}

export interface NewChange {
  readonly offset: number
  readonly since: number
  /** Another execution of the task follows at once. */
  readonly isFollowed: boolean
}

/**
 * Adds a change, in place where it can, since very many may come in one step; use only the returned list from then on. Of the
 * changes before the current commit, whose events follow `since`, only the newest is kept.
 */
export function addChange(
  changes: StatusChange[],
  { status, startOffset, endOffset }: TaskExecutionRow,
  { offset, since, isFollowed }: NewChange,
): StatusChange[] {
  const change = { offset, status, startOffset, endOffset, ...(isFollowed ? { isFollowed } : {}) }
  const last = changes.at(-1)
  if (last === undefined) return [change]
  if (last.offset <= since) return [last, change]
  changes.push(change)
  return changes
}

/** The task right after the event at `offset`; undefined if it had not run by then. */
export function changeAsOf(changes: readonly StatusChange[], offset: number): StatusChange | undefined {
  return changes.findLast((change) => change.offset <= offset)
}
