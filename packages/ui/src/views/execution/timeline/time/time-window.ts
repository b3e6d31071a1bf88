/** What of the time is shown: all of it, so much up to now, or a part that stays where it is. */
export type TimeWindow =
  | { readonly type: 'all' }
  | { readonly type: 'last'; readonly lengthMs: number }
  | { readonly type: 'part'; readonly from: number; readonly to: number }

/** A time from one moment to another, in milliseconds since the epoch. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

/** What there is to be shown: `to` is now while it goes on. */
export interface TimeBounds extends TimeRange {
  readonly isLiving: boolean
}

const SHORTEST_MS = 10
/** Room before the beginning and behind the end, as a part of what is shown. */
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

/** Zooms around a moment, which stays where it is; a factor below 1 shows less time. */
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

/** What reaches up to now follows it. */
function settled({ from, to }: TimeRange, bounds: TimeBounds): TimeWindow {
  if (bounds.isLiving && to >= bounds.to && from < bounds.to) {
    return { type: 'last', lengthMs: Math.max(SHORTEST_MS, (to - from) / (1 + MARGIN)) }
  }
  return { type: 'part', from, to }
}
