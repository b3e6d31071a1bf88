import { isFailure, type Segment, type TaskRow } from '../task-rows.ts'
import { ticksOf } from '../time/time-ticks.ts'
import { drawEvents } from './draw-events.ts'
import { AXIS_HEIGHT, barHeightOf, HEAD_HEIGHT, LEAST_FAILURE_WIDTH, LEAST_WIDTH } from './layout.ts'
import type { Palette } from './palette.ts'
import { endOf, firstAfter, type Scene, xOf } from './scene.ts'
import { lookOf } from './segment-look.ts'

const TICK_ROOM = 96
const TEXT_ROOM = 26

/** Draws only what is visible: the cost depends on the pixels, not on the history. */
export function drawScene(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { width, height } = scene
  context.clearRect(0, 0, width, height)
  drawGrid(context, scene, palette)
  context.save()
  context.beginPath()
  context.rect(0, HEAD_HEIGHT, width, height - HEAD_HEIGHT)
  context.clip()
  drawRows(context, scene, palette)
  context.restore()
  drawEvents(context, scene, palette)
  drawNow(context, scene, palette)
}

function drawGrid(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { width, height, range } = scene
  context.fillStyle = palette.surface
  context.fillRect(0, 0, width, HEAD_HEIGHT)
  context.font = palette.smallFont
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  for (const { time, text } of ticksOf(range, Math.max(2, width / TICK_ROOM))) {
    const x = Math.round(xOf(scene, time)) + 0.5
    context.strokeStyle = palette.line
    context.beginPath()
    context.moveTo(x, AXIS_HEIGHT - 6)
    context.lineTo(x, height)
    context.stroke()
    context.fillStyle = palette.quiet
    if (x + 4 < width - 30) context.fillText(text, x + 4, AXIS_HEIGHT / 2)
  }
  line(context, palette.line, { y: AXIS_HEIGHT, width })
  line(context, palette.lineStrong, { y: HEAD_HEIGHT, width })
}

function line(context: CanvasRenderingContext2D, color: string, { y, width }: { y: number; width: number }): void {
  context.strokeStyle = color
  context.beginPath()
  context.moveTo(0, y - 0.5)
  context.lineTo(width, y - 0.5)
  context.stroke()
}

function drawRows(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { rows, scrollTop, rowHeight, height, width } = scene
  const first = Math.floor(scrollTop / rowHeight)
  const last = Math.min(rows.length, Math.ceil((scrollTop + height - HEAD_HEIGHT) / rowHeight))
  for (let index = first; index < last; index += 1) {
    const row = rows[index]
    const top = HEAD_HEIGHT + index * rowHeight - scrollTop
    if (row !== undefined) drawRow(context, { scene, palette, top }, row)
    line(context, palette.line, { y: top + rowHeight, width })
  }
}

interface RowPlace {
  readonly scene: Scene
  readonly palette: Palette
  readonly top: number
}

/** Draws failures last, so that no neighbour covers them. */
function drawRow(context: CanvasRenderingContext2D, place: RowPlace, { segments }: TaskRow): void {
  drawBars(context, place, { segments, isWanted: (segment) => !isFailure(segment), leastWidth: LEAST_WIDTH })
  drawBars(context, place, { segments, isWanted: isFailure, leastWidth: LEAST_FAILURE_WIDTH })
}

interface Wanted {
  readonly segments: readonly Segment[]
  readonly isWanted: (segment: Segment) => boolean
  readonly leastWidth: number
}

/** Merges segments that are too short to be distinct. */
function drawBars(
  context: CanvasRenderingContext2D,
  place: RowPlace,
  { segments, isWanted, leastWidth }: Wanted,
): void {
  const { scene } = place
  let drawnTo = Number.NEGATIVE_INFINITY
  for (let index = firstAfter(segments, scene.range.from, endOf); index < segments.length; index += 1) {
    const segment = segments[index]
    if (segment === undefined || segment.from > scene.range.to) return
    if (!isWanted(segment)) continue
    const from = Math.max(-2, xOf(scene, segment.from))
    const to = Math.min(scene.width + 2, Math.max(xOf(scene, segment.to ?? scene.end), from + leastWidth))
    if (to <= drawnTo) continue
    drawBar(context, place, { segment, from, to })
    drawnTo = to
  }
}

interface Bar {
  readonly segment: Segment
  readonly from: number
  readonly to: number
}

function drawBar(
  context: CanvasRenderingContext2D,
  { palette, top, scene }: RowPlace,
  { segment, from, to }: Bar,
): void {
  const { tone, fill } = lookOf(segment)
  const { mark, soft, text, stripes } = palette.tones[tone]
  const barHeight = barHeightOf(scene.rowHeight)
  const y = top + (scene.rowHeight - barHeight) / 2
  const width = to - from
  context.fillStyle = fill === 'solid' ? mark : soft
  context.fillRect(from, y, width, barHeight)
  if (fill === 'striped') {
    context.fillStyle = stripes ?? mark
    context.fillRect(from, y, width, barHeight)
  }
  if (fill !== 'solid' && width > 3) {
    context.strokeStyle = mark
    context.strokeRect(from + 0.5, y + 0.5, width - 1, barHeight - 1)
  }
  if (fill === 'solid' && segment.next === 'RETRYING') {
    context.fillStyle = text
    context.fillRect(to - 2, y, 2, barHeight)
  }
  const seenFrom = Math.max(0, from)
  if (fill === 'solid' && segment.sequenceNumber > 1 && Math.min(to, scene.width) - seenFrom > TEXT_ROOM) {
    context.fillStyle = palette.onMark
    context.font = palette.smallFont
    context.fillText(`#${segment.sequenceNumber}`, seenFrom + 5, y + barHeight / 2 + 0.5)
  }
}

function drawNow(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const x = xOf(scene, scene.end)
  if (!scene.isLiving || x < 0 || x > scene.width) return
  context.strokeStyle = palette.accent
  context.setLineDash([3, 3])
  context.beginPath()
  context.moveTo(Math.round(x) + 0.5, AXIS_HEIGHT)
  context.lineTo(Math.round(x) + 0.5, scene.height)
  context.stroke()
  context.setLineDash([])
}
