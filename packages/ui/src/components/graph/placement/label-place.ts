import type { Place, Point, Size } from './geometry.ts'

/** Places a label at the middle of the longest segment of a line, no wider than the segment. */
export function labelPlace(points: readonly Point[], { width, height }: Size): Place | null {
  let longest: { readonly from: Point; readonly to: Point; readonly length: number } | null = null
  for (const [index, to] of points.entries()) {
    const from = points[index - 1]
    if (from === undefined) continue
    const length = Math.hypot(to.x - from.x, to.y - from.y)
    if (longest === null || length > longest.length) longest = { from, to, length }
  }
  if (longest === null) return null
  const { from, to, length } = longest
  const isLevel = from.y === to.y
  const shown = isLevel ? Math.min(width, Math.max(20, length - 24)) : width
  return { x: (from.x + to.x) / 2 - shown / 2, y: (from.y + to.y) / 2 - height / 2, width: shown, height }
}
