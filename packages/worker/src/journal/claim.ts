import type { ProcessIdentity } from '../machine/process-table.ts'

/*
 * The claim of an attempt is a file that is created once: by the process that runs the attempt, or by the worker as a
 * tombstone, which refuses every start that arrives late. A line counts only with its end: whoever wrote a part of it
 * has not begun to run.
 */

export type Claim =
  | { readonly type: 'none' }
  /** It is there, but says nothing: its writer is at it, or died there, or the file was damaged. Something may live. */
  | { readonly type: 'incomplete' }
  | { readonly type: 'tombstone' }
  | { readonly type: 'process'; readonly leader: ProcessIdentity; readonly bootId: string }

const TOMBSTONE = 'tombstone\n'
/** What is no claim of a process must not be taken for one of a process that is gone. */
const CLAIM = /^([1-9]\d{0,9}) ([\w:.+-]+) ([\w-]+)$/

export function formatClaim(leader: ProcessIdentity, bootId: string): string {
  return `${leader.pid} ${leader.startTime} ${bootId}\n`
}

export function formatTombstone(): string {
  return TOMBSTONE
}

export function parseClaim(text: string | null): Claim {
  if (text === null) return { type: 'none' }
  if (text === TOMBSTONE) return { type: 'tombstone' }
  const end = text.indexOf('\n')
  const [, pid, startTime, bootId] = (end < 0 ? null : CLAIM.exec(text.slice(0, end))) ?? []
  if (startTime === undefined || bootId === undefined) return { type: 'incomplete' }
  return { type: 'process', leader: { pid: Number(pid), startTime }, bootId }
}
