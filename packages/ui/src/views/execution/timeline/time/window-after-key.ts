import { moved, type TimeBounds, type TimeRange, type TimeWindow, zoomed } from './time-window.ts'

/** As a fraction of the period. */
const STEP = 0.15
const ZOOM = 0.7

/** The period after a key press, null if the key has no effect. */
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
