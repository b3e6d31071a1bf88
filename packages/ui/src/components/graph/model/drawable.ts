import type { Graph } from './graph.ts'

/** Larger graphs take more than seconds to lay out, and are unreadable on any screen. */
export const MOST_BOXES = 2000
export const MOST_ARROWS = 5000

export function isDrawable({ boxes, arrows }: Graph): boolean {
  return boxes.length <= MOST_BOXES && arrows.length <= MOST_ARROWS
}
