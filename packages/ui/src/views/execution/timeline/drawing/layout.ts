/** Sizes of the timeline, in pixels. */
export const AXIS_HEIGHT = 26
export const EVENTS_HEIGHT = 22
export const HEAD_HEIGHT = AXIS_HEIGHT + EVENTS_HEIGHT
/** Minimum width of a segment. */
export const LEAST_WIDTH = 3
/** Minimum width of a failure, which is drawn over its neighbours. */
export const LEAST_FAILURE_WIDTH = 5

const LEAST_ROW = 28
/** Higher rows would be far apart. */
const MOST_ROW = 44
const BAR_PART = 4 / 7

/** Few rows share the height that there is, within limits. Many rows scroll. */
export function rowHeightOf(height: number, rows: number): number {
  if (rows === 0) return LEAST_ROW
  return Math.min(MOST_ROW, Math.max(LEAST_ROW, Math.floor((height - HEAD_HEIGHT) / rows)))
}

/** The height of a timeline whose rows are as high as they may be. */
export function mostHeightOf(rows: number): number {
  return HEAD_HEIGHT + rows * MOST_ROW
}

export function barHeightOf(rowHeight: number): number {
  return 2 * Math.round((rowHeight * BAR_PART) / 2)
}
