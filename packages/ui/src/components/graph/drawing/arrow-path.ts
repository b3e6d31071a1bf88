import type { Point } from '../placement/geometry.ts'

const RADIUS = 8

/** An SVG path through points, with round corners. */
export function arrowPath(points: readonly Point[]): string {
  const [first, ...others] = points
  if (first === undefined) return ''
  const parts = [`M${first.x},${first.y}`]
  for (const [index, point] of others.entries()) {
    const before = index === 0 ? first : others[index - 1]
    const after = others[index + 1]
    parts.push(before === undefined || after === undefined ? `L${point.x},${point.y}` : corner(before, point, after))
  }
  return parts.join('')
}

function corner(before: Point, at: Point, after: Point): string {
  const radius = Math.min(RADIUS, distance(before, at) / 2, distance(at, after) / 2)
  const from = towards(at, before, radius)
  const to = towards(at, after, radius)
  return `L${from.x},${from.y}Q${at.x},${at.y} ${to.x},${to.y}`
}

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to)
  if (whole === 0) return from
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole }
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
