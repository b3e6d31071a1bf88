/*
 * The claim of an attempt is a file that is created once: by what runs the attempt, or by the worker as a tombstone, which
 * refuses every later start. Its first line is a handle, by which the launcher finds the process again. A line without its
 * line end does not count: its writer has not begun to run the attempt.
 */

export type Claim =
  | { readonly type: 'none' }
  /** The file says nothing: its writer is still at it or died there, or the file is damaged. Something may be running. */
  | { readonly type: 'incomplete' }
  | { readonly type: 'tombstone' }
  /** Whether the handle is sound, only the launcher that wrote it can say. */
  | { readonly type: 'claimed'; readonly handle: string }

const TOMBSTONE = 'tombstone\n'

export function formatClaim(handle: string): string {
  return `${handle}\n`
}

export function formatTombstone(): string {
  return TOMBSTONE
}

export function parseClaim(text: string | null): Claim {
  if (text === null) return { type: 'none' }
  if (text === TOMBSTONE) return { type: 'tombstone' }
  const end = text.indexOf('\n')
  return end > 0 ? { type: 'claimed', handle: text.slice(0, end) } : { type: 'incomplete' }
}
