/** The period to show: everything, the last milliseconds up to now, or a fixed part. */
export type TimeWindow =
  | { readonly type: 'all' }
  | { readonly type: 'last'; readonly lengthMs: number }
  | { readonly type: 'part'; readonly from: number; readonly to: number }

/** A period in milliseconds since the epoch. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

/** The period of the execution. `to` is now while it runs. */
export interface TimeBounds extends TimeRange {
  readonly isLiving: boolean
}

const SHORTEST_MS = 10
/** Margin before the beginning and after the end, as a fraction of the period. */
const MARGIN = 0.02

export function rangeOf(window: TimeWindow, bounds: TimeBounds): TimeRange {
  switch (window.type) {
    case 'all': {
      const length = Math.max(1000, bounds.to - bounds.from)
      return { from: bounds.from - length * MARGIN, to: bounds.from + length * (1 + MARGIN) }
    }
    case 'last':
      return { from: bounds.to - window.lengthMs, to: bounds.to + window.lengthMs * MARGIN }
    case 'part':
      return { from: window.from, to: window.to }
  }
}

/** Zooms around a time, which stays in place. A factor below 1 zooms in. */
export function zoomed(range: TimeRange, factor: number, around: number, bounds: TimeBounds): TimeWindow {
  const all = rangeOf({ type: 'all' }, bounds)
  const length = (range.to - range.from) * factor
  if (length >= all.to - all.from) return { type: 'all' }
  const kept = Math.max(SHORTEST_MS, length)
  const from = around - ((around - range.from) / (range.to - range.from)) * kept
  return settled({ from, to: from + kept }, bounds)
}

export function moved(range: TimeRange, byMs: number, bounds: TimeBounds): TimeWindow {
  const all = rangeOf({ type: 'all' }, bounds)
  const length = range.to - range.from
  if (length >= all.to - all.from) return { type: 'all' }
  const from = Math.min(Math.max(range.from + byMs, all.from), all.to - length)
  return settled({ from, to: from + length }, bounds)
}

/** A period that reaches up to now follows it. */
function settled({ from, to }: TimeRange, bounds: TimeBounds): TimeWindow {
  if (bounds.isLiving && to >= bounds.to && from < bounds.to) {
    return { type: 'last', lengthMs: Math.max(SHORTEST_MS, (to - from) / (1 + MARGIN)) }
  }
  return { type: 'part', from, to }
}
