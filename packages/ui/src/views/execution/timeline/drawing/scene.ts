import type { Event } from '@aiflow/sdk'
import type { Segment, TaskRow } from '../task-rows.ts'
import type { TimeRange } from '../time/time-window.ts'

/** Everything that the drawing of the timeline depends on. */
export interface Scene {
  readonly width: number
  readonly height: number
  readonly scrollTop: number
  readonly rowHeight: number
  readonly range: TimeRange
  /** The end of what still runs: now, or the end of the execution. */
  readonly end: number
  readonly isLiving: boolean
  readonly rows: readonly TaskRow[]
  readonly events: readonly Event[]
}

export function xOf({ range, width }: Pick<Scene, 'range' | 'width'>, time: number): number {
  return ((time - range.from) / (range.to - range.from)) * width
}

export function timeAt({ range, width }: Pick<Scene, 'range' | 'width'>, x: number): number {
  return range.from + (x / width) * (range.to - range.from)
}

/** The index of the first item, in order of time, that ends at or after a time. */
export function firstAfter<T>(items: readonly T[], time: number, timeOf: (item: T) => number): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    const item = items[middle]
    if (item !== undefined && timeOf(item) < time) low = middle + 1
    else high = middle
  }
  return low
}

export function endOf({ to }: Segment): number {
  return to ?? Number.POSITIVE_INFINITY
}
