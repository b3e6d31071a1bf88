/** Sizes of the timeline, in pixels. */
export const AXIS_HEIGHT = 26
export const EVENTS_HEIGHT = 22
export const HEAD_HEIGHT = AXIS_HEIGHT + EVENTS_HEIGHT
export const ROW_HEIGHT = 28
export const BAR_HEIGHT = 16
/** Minimum width of a segment. */
export const LEAST_WIDTH = 1.5
