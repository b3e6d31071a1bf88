import { type RefObject, useLayoutEffect, useRef } from 'react'
import { type Found, findAt } from './drawing/find-at.ts'
import { timeAt } from './drawing/scene.ts'
import type { TimelinePainter } from './drawing/timeline-painter.ts'
import { moved, type TimeWindow, zoomed } from './time/time-window.ts'

/** A press that moves further than this is not a click. */
const DRAG_PIXELS = 4
const WHEEL_ZOOM = 0.0022

export interface PointedAt {
  readonly found: Found
  /** Relative to the canvas. */
  readonly x: number
  readonly y: number
}

export interface GestureHandlers {
  readonly onWindow: (window: TimeWindow) => void
  readonly onPoint: (at: PointedAt | null) => void
  readonly onOpen: (found: Found) => void
}

/** Pans and zooms a timeline by mouse, touch and keyboard. */
export function useGestures(
  canvas: RefObject<HTMLCanvasElement | null>,
  painter: TimelinePainter | null,
  handlers: GestureHandlers,
): void {
  const latest = useRef(handlers)
  latest.current = handlers
  useLayoutEffect(() => {
    const element = canvas.current
    if (element === null || painter === null) return
    const gestures = new Gestures(element, painter, () => latest.current)
    gestures.start()
    return () => gestures.stop()
  }, [canvas, painter])
}

class Gestures {
  readonly #canvas: HTMLCanvasElement
  readonly #painter: TimelinePainter
  readonly #handlers: () => GestureHandlers
  readonly #ending = new AbortController()
  /** The pressed pointers with their positions. */
  readonly #pressed = new Map<number, { readonly x: number; readonly y: number }>()
  #travelled = 0

  constructor(canvas: HTMLCanvasElement, painter: TimelinePainter, handlers: () => GestureHandlers) {
    this.#canvas = canvas
    this.#painter = painter
    this.#handlers = handlers
  }

  start(): void {
    const { signal } = this.#ending
    const canvas = this.#canvas
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false })
    canvas.addEventListener('pointerdown', (event) => this.#press(event), { signal })
    canvas.addEventListener('pointermove', (event) => this.#move(event), { signal })
    canvas.addEventListener('pointerup', (event) => this.#release(event), { signal })
    canvas.addEventListener('pointercancel', (event) => this.#pressed.delete(event.pointerId), { signal })
    canvas.addEventListener('pointerleave', () => this.#handlers().onPoint(null), { signal })
  }

  stop(): void {
    this.#ending.abort()
  }

  /** Zooms with a modifier key, as a pinch on a touchpad does. Without one, the rows scroll if they do not fit. */
  #wheel(event: WheelEvent): void {
    const section = this.#canvas.closest('section')
    const hasMoreRows = section !== null && section.scrollHeight > section.clientHeight + 1
    const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)
    const isZoom = event.ctrlKey || event.metaKey || (!isSideways && !hasMoreRows)
    if (!isZoom && !isSideways) return
    event.preventDefault()
    const distance = event.deltaX === 0 || isZoom ? event.deltaY : event.deltaX
    if (isZoom) this.#zoom(Math.exp(distance * WHEEL_ZOOM), event.offsetX)
    else this.#pan(distance)
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0) return
    this.#canvas.setPointerCapture(event.pointerId)
    this.#pressed.set(event.pointerId, { x: event.offsetX, y: event.offsetY })
    if (this.#pressed.size === 1) this.#travelled = 0
  }

  #move(event: PointerEvent): void {
    const before = this.#pressed.get(event.pointerId)
    const at = { x: event.offsetX, y: event.offsetY }
    if (before === undefined) return this.#point(at)
    this.#pressed.set(event.pointerId, at)
    this.#travelled += Math.abs(at.x - before.x)
    const other = [...this.#pressed].find(([id]) => id !== event.pointerId)?.[1]
    if (other !== undefined) this.#pinch(Math.abs(before.x - other.x), Math.abs(at.x - other.x), (at.x + other.x) / 2)
    else if (this.#travelled > DRAG_PIXELS) this.#pan(before.x - at.x)
    this.#handlers().onPoint(null)
  }

  #release(event: PointerEvent): void {
    const wasPressed = this.#pressed.delete(event.pointerId)
    if (!wasPressed || this.#pressed.size > 0 || this.#travelled > DRAG_PIXELS) return
    const found = findAt(this.#painter.scene(), event.offsetX, event.offsetY)
    if (found !== null) this.#handlers().onOpen(found)
  }

  #point({ x, y }: { readonly x: number; readonly y: number }): void {
    const found = findAt(this.#painter.scene(), x, y)
    this.#canvas.style.cursor = found === null ? 'grab' : 'pointer'
    this.#handlers().onPoint(found === null ? null : { found, x, y })
  }

  #pinch(before: number, after: number, around: number): void {
    if (before > 0 && after > 0) this.#zoom(before / after, around)
  }

  #pan(pixels: number): void {
    const { range, width } = this.#painter.scene()
    this.#show(moved(range, (pixels / width) * (range.to - range.from), this.#painter.bounds()))
  }

  #zoom(factor: number, x: number): void {
    const scene = this.#painter.scene()
    this.#show(zoomed(scene.range, factor, timeAt(scene, x), this.#painter.bounds()))
  }

  /** Applied at once: several gestures may come within a frame, and each continues from the one before. */
  #show(window: TimeWindow): void {
    this.#painter.update({ window })
    this.#handlers().onWindow(window)
  }
}
