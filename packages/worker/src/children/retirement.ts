/** A part of a limit, between 0 and 1. */
const SOON = 0.4
const NOW = 0.7

/** What a child has gathered over its tasks, each beside its limit, in bytes. */
export interface Wear {
  /** The memory that its objects held after the last full collection. */
  readonly heapBytes: number
  readonly maxHeapBytes: number
  /** The log, which is cut at the limit. */
  readonly logBytes: number
  readonly maxLogBytes: number
}

/** `soon`: once another child can take its place. `now`: its next task could pay for those before. */
export type Retirement = 'no' | 'soon' | 'now'

/** Whether a child should get no more tasks. */
export function retirementOf(wear: Wear): Retirement {
  const share = Math.max(wear.heapBytes / wear.maxHeapBytes, wear.logBytes / wear.maxLogBytes)
  if (share < SOON) return 'no'
  return share < NOW ? 'soon' : 'now'
}
