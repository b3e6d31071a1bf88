import { useComputedColorScheme } from '@mantine/core'
import { type RefObject, useEffect, useState } from 'react'
import { type TimelineInput, TimelinePainter } from './timeline-painter.ts'

/** What draws on a canvas, from when it is there. */
export function usePainter(canvas: RefObject<HTMLCanvasElement | null>, input: Partial<TimelineInput>) {
  const [painter, setPainter] = useState<TimelinePainter | null>(null)
  const scheme = useComputedColorScheme()
  useEffect(() => {
    if (canvas.current === null) return
    const made = new TimelinePainter(canvas.current)
    setPainter(made)
    return () => made.stop()
  }, [canvas])
  useEffect(() => painter?.update(input), [painter, input])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another scheme has other colours
  useEffect(() => painter?.repaint(), [painter, scheme])
  return painter
}
