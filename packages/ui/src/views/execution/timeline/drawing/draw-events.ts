import type { Event } from '@aiflow/sdk'
import { AXIS_HEIGHT, EVENTS_HEIGHT } from './layout.ts'
import type { Palette } from './palette.ts'
import { firstAfter, type Scene, xOf } from './scene.ts'

/** Minimum distance of two marks. Events in between are not drawn. */
const MARK_ROOM = 3
/** Half the size of a mark. */
const MARK = 5
const GAP = 4
/** A shorter label says too little. */
const LEAST_LABEL = 24
const MOST_LABEL = 160

interface Mark {
  readonly x: number
  readonly key: string
}

/** Draws each event as a mark, with its key where there is room up to the next one. */
export function drawEvents(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const marks = marksOf(scene)
  const y = AXIS_HEIGHT + EVENTS_HEIGHT / 2
  context.font = palette.smallFont
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  for (const [index, { x, key }] of marks.entries()) {
    context.fillStyle = palette.accent
    drawMark(context, x, y)
    const end = marks[index + 1]?.x ?? scene.width
    const room = Math.min(MOST_LABEL, end - x - 2 * (MARK + GAP))
    const text = labelOf(key, room, (part) => context.measureText(part).width)
    context.fillStyle = palette.quiet
    if (text !== null) context.fillText(text, x + MARK + GAP, y + 0.5)
  }
}

/** The visible events. Of those at one place, the first. */
function marksOf(scene: Scene): readonly Mark[] {
  const { events, range } = scene
  const marks: Mark[] = []
  const timeOf = ({ createTime }: Event) => createTime
  for (let index = firstAfter(events, range.from, timeOf); index < events.length; index += 1) {
    const event = events[index]
    if (event === undefined || event.createTime > range.to) break
    const x = xOf(scene, event.createTime)
    if (x - (marks.at(-1)?.x ?? Number.NEGATIVE_INFINITY) >= MARK_ROOM) marks.push({ x, key: event.key })
  }
  return marks
}

/** As much of a key as fits into the room, null if that is hardly anything. */
export function labelOf(key: string, room: number, widthOf: (text: string) => number): string | null {
  if (room < LEAST_LABEL) return null
  if (widthOf(key) <= room) return key
  let length = Math.min(key.length, Math.floor((key.length * room) / widthOf(key)))
  while (length > 0 && widthOf(`${key.slice(0, length)}…`) > room) length -= 1
  return length < 3 ? null : `${key.slice(0, length)}…`
}

function drawMark(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath()
  context.moveTo(x, y - MARK)
  context.lineTo(x + MARK - 1, y)
  context.lineTo(x, y + MARK)
  context.lineTo(x - MARK + 1, y)
  context.fill()
}
