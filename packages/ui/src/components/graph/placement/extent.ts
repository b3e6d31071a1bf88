import type { Direction } from './direction.ts'
import type { Place, Size } from './geometry.ts'

/** Below this zoom the words in boxes are too small to read. */
const READABLE_ZOOM = 0.7
/** How much larger a graph must become to be drawn in another direction than others are. */
const WORTH = 1.15
/** What the frame of the page takes of a window. */
const FRAME: Size = { width: 280, height: 290 }

/** The size of everything that is placed. */
export function extentOf(places: Iterable<Place>): Size {
  let [width, height] = [0, 0]
  for (const place of places) {
    width = Math.max(width, place.x + place.width)
    height = Math.max(height, place.y + place.height)
  }
  return { width, height }
}

/** The room for a graph in a window. It does not depend on what stands beside the graph, so that nothing turns. */
export function roomIn({ width, height }: Size): Size {
  return { width: Math.max(1, width - FRAME.width), height: Math.max(1, height - FRAME.height) }
}

/** The zoom at which all of it is seen, 1 at most. */
export function fittingZoom(extent: Size, room: Size): number {
  return Math.min(1, room.width / Math.max(1, extent.width), room.height / Math.max(1, extent.height))
}

/** Whether a graph that runs to the right is too small to read there. */
export function isTooWide(extent: Size, room: Size): boolean {
  return fittingZoom(extent, room) < READABLE_ZOOM && room.width / extent.width < room.height / extent.height
}

/** The direction in which a graph is drawn larger: a long chain of tasks runs downwards. */
export function betterDirection(extents: Readonly<Record<Direction, Size>>, room: Size): Direction {
  const zoom = (direction: Direction) => fittingZoom(extents[direction], room)
  return zoom('DOWN') > zoom('RIGHT') * WORTH ? 'DOWN' : 'RIGHT'
}
