import { moved, type TimeBounds, type TimeRange, type TimeWindow, zoomed } from './time-window.ts'

/** As a part of the time that is shown. */
const STEP = 0.15
const ZOOM = 0.7

/** What a key does to the time that is shown, null where it does nothing. */
export function windowAfterKey(key: string, range: TimeRange, bounds: TimeBounds): TimeWindow | null {
  const length = range.to - range.from
  const middle = (range.from + range.to) / 2
  switch (key) {
    case 'ArrowLeft':
      return moved(range, -length * STEP, bounds)
    case 'ArrowRight':
      return moved(range, length * STEP, bounds)
    case '+':
    case '=':
      return zoomed(range, ZOOM, middle, bounds)
    case '-':
      return zoomed(range, 1 / ZOOM, middle, bounds)
    case '0':
      return { type: 'all' }
    default:
      return null
  }
}
