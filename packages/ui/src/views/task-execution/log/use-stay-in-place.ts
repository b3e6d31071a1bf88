import type { Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { type LogPart, rowOf } from './log-window.ts'

const NEAR_END_PIXELS = 24

export type Rows = Virtualizer<HTMLElement, Element>

/** What was at the top of the view when it was last looked at. */
interface Seen {
  readonly offset: number
  /** Pixels of that line above the view. */
  readonly within: number
}

/** A view at the end stays at the end. Elsewhere, the visible lines stay in place when lines are added above them. */
export function useStayInPlace(scroll: RefObject<HTMLElement | null>, rows: Rows, part: LogPart): RefObject<boolean> {
  const isAtEnd = useRef(true)
  const seen = useRef<Seen | null>(null)
  const top = useRef(0)
  const shown = useRef<LogPart['target']>(null)
  useEffect(() => {
    const element = scroll.current
    if (element === null) return
    const look = () => {
      isAtEnd.current = isNearEnd(element)
      top.current = element.scrollTop
      const first = rows.getVirtualItemForOffset(element.scrollTop)
      seen.current = first === undefined ? null : { offset: Number(first.key), within: element.scrollTop - first.start }
    }
    element.addEventListener('scroll', look, { passive: true })
    return () => element.removeEventListener('scroll', look)
  })
  const { lines, target } = part
  // biome-ignore lint/correctness/useExhaustiveDependencies: only new lines or a new target move the view
  useLayoutEffect(() => {
    const element = scroll.current
    if (element === null || lines.length === 0) return
    // A browser tells of scrolling with the next frame, and lines may come before it. At the end it may have cut the place.
    const scrolledBy = isNearEnd(element) ? 0 : element.scrollTop - top.current
    if (target !== null && shown.current !== target) {
      shown.current = target
      isAtEnd.current = target === 'end'
      seen.current = target === 'end' ? null : { offset: target, within: 0 }
      rows.scrollToIndex(rowOf(part, target), { align: target === 'end' ? 'end' : 'start' })
    } else if (isAtEnd.current && scrolledBy > -NEAR_END_PIXELS) rows.scrollToIndex(lines.length - 1, { align: 'end' })
    else if (seen.current !== null) {
      const { offset, within } = seen.current
      const place = rows.measurementsCache[rowOf(part, offset)]
      if (place !== undefined) element.scrollTop = place.start + within + scrolledBy
    }
    top.current = element.scrollTop
  }, [lines, target])
  useEffect(() => {
    if (target === null) shown.current = null
  }, [target])
  return isAtEnd
}

function isNearEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean {
  return scrollHeight - scrollTop - clientHeight < NEAR_END_PIXELS
}
