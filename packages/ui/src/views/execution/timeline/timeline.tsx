import type { Event } from '@aiflow/sdk'
import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { zoneName } from '../../../components/kit/text/time-text.ts'
import type { Found } from './drawing/find-at.ts'
import { HEAD_HEIGHT, mostHeightOf, rowHeightOf } from './drawing/layout.ts'
import { RowLabel } from './row-label.tsx'
import type { TaskRow } from './task-rows.ts'
import type { TimeWindow } from './time/time-window.ts'
import { windowAfterKey } from './time/window-after-key.ts'
import classes from './timeline.module.css'
import { TimelineTip } from './timeline-tip.tsx'
import { type PointedAt, useGestures } from './use-gestures.ts'
import { usePainter } from './use-painter.ts'
import { useSize } from './use-size.ts'

const OVERSCAN = 8
const BORDERS = 2
const WIDE_LABELS = 220
const NARROW_LABELS = 116
const NARROW = 620

export interface TimelineProps {
  readonly execution: WorkflowExecutionDetail
  readonly rows: readonly TaskRow[]
  readonly events: readonly Event[]
  readonly window: TimeWindow
  readonly onWindow: (window: TimeWindow) => void
  readonly onOpen: (found: Found) => void
}

/** What each task did and when, on a time scale with panning and zoom. */
export function Timeline({ execution, rows, events, window, onWindow, onOpen }: TimelineProps) {
  const section = useRef<HTMLElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const size = useSize(section)
  const [pointed, setPointed] = useState<PointedAt | null>(null)
  const labels = size.width < NARROW ? NARROW_LABELS : WIDE_LABELS
  const { id, beginTime, endTime } = execution
  const rowHeight = rowHeightOf(size.height, rows.length)
  const input = useMemo(
    () => ({ rows, events, window, rowHeight, beginTime, endTime, width: size.width - labels, height: size.height }),
    [rows, events, window, rowHeight, beginTime, endTime, size, labels],
  )
  const painter = usePainter(canvas, input)
  useGestures(canvas, painter, { onWindow, onPoint: setPointed, onOpen })
  useEffect(() => {
    const element = section.current
    if (element === null || painter === null) return
    const scroll = () => painter.update({ scrollTop: element.scrollTop })
    scroll()
    element.addEventListener('scroll', scroll, { passive: true })
    return () => element.removeEventListener('scroll', scroll)
  }, [painter])
  const press = (event: KeyboardEvent) => {
    if (painter === null || event.ctrlKey || event.metaKey || event.altKey) return
    const next = windowAfterKey(event.key, painter.scene().range, painter.bounds())
    if (next === null) return
    event.preventDefault()
    onWindow(next)
  }
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => section.current,
    estimateSize: () => rowHeight,
    paddingStart: HEAD_HEIGHT,
    overscan: OVERSCAN,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the virtualizer keeps the heights that it was told
  useEffect(() => virtualizer.measure(), [rowHeight])
  return (
    <section
      ref={section}
      className={classes.timeline}
      style={{ maxHeight: mostHeightOf(rows.length) + BORDERS }}
      aria-label="Timeline: arrows move it, plus and minus zoom, 0 shows all of it"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable by keyboard
      tabIndex={0}
      onKeyDown={press}
    >
      <div className={classes.whole} style={{ height: Math.max(size.height, virtualizer.getTotalSize()) }}>
        <div className={classes.stage} style={{ height: size.height }}>
          <div className={classes.corner} style={{ width: labels, height: HEAD_HEIGHT }}>
            <span>Time ({zoneName(beginTime)})</span>
            <span>Events</span>
          </div>
          <canvas ref={canvas} className={classes.canvas} style={{ width: size.width - labels, height: size.height }} />
          {pointed === null ? null : <TimelineTip pointed={pointed} left={labels} width={size.width} />}
        </div>
        <ul className={classes.labels} style={{ width: labels }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]
            return row === undefined ? null : (
              <RowLabel key={row.task} row={row} top={start} height={rowHeight} execution={id} />
            )
          })}
        </ul>
      </div>
    </section>
  )
}
