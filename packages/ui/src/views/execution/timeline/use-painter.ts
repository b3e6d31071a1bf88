import { useComputedColorScheme } from '@mantine/core'
import { type RefObject, useLayoutEffect, useState } from 'react'
import { type TimelineInput, TimelinePainter } from './drawing/timeline-painter.ts'

/** The painter of a canvas, created once the canvas exists. */
export function usePainter(canvas: RefObject<HTMLCanvasElement | null>, input: Partial<TimelineInput>) {
  const [painter, setPainter] = useState<TimelinePainter | null>(null)
  const scheme = useComputedColorScheme()
  useLayoutEffect(() => {
    if (canvas.current === null) return
    const made = new TimelinePainter(canvas.current)
    setPainter(made)
    return () => made.stop()
  }, [canvas])
  useLayoutEffect(() => painter?.update(input), [painter, input])
  // biome-ignore lint/correctness/useExhaustiveDependencies: each scheme has its own colours
  useLayoutEffect(() => painter?.repaint(), [painter, scheme])
  return painter
}
