import type { Graph } from './graph.ts'

/** More is not placed within seconds, and no screen shows it so that it can be read. */
export const MOST_BOXES = 2000
export const MOST_ARROWS = 5000

export function isDrawable({ boxes, arrows }: Graph): boolean {
  return boxes.length <= MOST_BOXES && arrows.length <= MOST_ARROWS
}
