import { serverClock } from '../../../../data/live/clock.ts'
import { rangeOf, type TimeBounds, type TimeWindow } from '../time/time-window.ts'
import { drawScene } from './draw-scene.ts'
import { type Palette, readPalette } from './palette.ts'
import type { Scene } from './scene.ts'

/** Minimum milliseconds between two drawings while something runs. */
const LEAST_WAIT_MS = 33
const LONGEST_WAIT_MS = 1000

export interface TimelineInput extends Pick<Scene, 'width' | 'height' | 'scrollTop' | 'rowHeight' | 'rows' | 'events'> {
  readonly window: TimeWindow
  readonly beginTime: number
  /** Null while the execution is active. */
  readonly endTime: number | null
}

const NOTHING: TimelineInput = {
  width: 0,
  height: 0,
  scrollTop: 0,
  rowHeight: 28,
  rows: [],
  events: [],
  window: { type: 'all' },
  beginTime: 0,
  endTime: 0,
}

/** Keeps the drawing of a timeline current: draws at most once a frame, and moves on with the time. */
export class TimelinePainter {
  readonly #canvas: HTMLCanvasElement
  #input: TimelineInput = NOTHING
  #palette: Palette | null = null
  #frame: number | null = null
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas
  }

  update(part: Partial<TimelineInput>): void {
    this.#input = { ...this.#input, ...part }
    this.#schedule()
  }

  /** Call when the colours have changed. */
  repaint(): void {
    this.#palette = null
    this.#schedule()
  }

  stop(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#frame = null
    this.#timer = null
  }

  bounds(): TimeBounds {
    const { beginTime, endTime } = this.#input
    return { from: beginTime, to: endTime ?? serverClock.now(), isLiving: endTime === null }
  }

  /** The scene at this moment. */
  scene(): Scene {
    const bounds = this.bounds()
    const { window, beginTime: _begin, endTime: _end, ...rest } = this.#input
    return { ...rest, range: rangeOf(window, bounds), end: bounds.to, isLiving: bounds.isLiving }
  }

  #schedule(): void {
    this.#frame ??= requestAnimationFrame(() => this.#draw())
  }

  #draw(): void {
    this.stop()
    const scene = this.scene()
    const context = this.#canvas.getContext('2d')
    if (context === null || scene.width <= 0 || scene.height <= 0) return
    this.#palette ??= readPalette(this.#canvas)
    const ratio = window.devicePixelRatio
    const width = Math.round(scene.width * ratio)
    const height = Math.round(scene.height * ratio)
    if (this.#canvas.width !== width) this.#canvas.width = width
    if (this.#canvas.height !== height) this.#canvas.height = height
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    drawScene(context, scene, this.#palette)
    if (scene.isLiving) this.#drawAgainSoon(scene)
  }

  #drawAgainSoon({ range, width }: Scene): void {
    const isCalm = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    const msPerPixel = (range.to - range.from) / width
    const waitMs = isCalm ? LONGEST_WAIT_MS : Math.min(LONGEST_WAIT_MS, Math.max(LEAST_WAIT_MS, msPerPixel))
    // Browsers call this only while the page is visible.
    this.#timer = setTimeout(() => this.#schedule(), waitMs)
  }
}
