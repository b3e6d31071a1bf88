import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import type { ExecutionSearch } from '../../search.ts'
import type { TimeWindow } from './time-window.ts'
import { type Shown, shownOf, windowOf } from './window-address.ts'

const WAIT_MS = 300

/**
 * The period that the timeline shows. It goes into the address when the movement pauses. Navigating back moves the
 * timeline, too.
 */
export function useTimeWindow(search: ExecutionSearch, onChange: (part: Shown) => void) {
  const { from, to, last } = search
  const [window, setWindow] = useState(() => windowOf({ from, to, last }))
  const written = useRef({ from, to, last })
  useEffect(() => {
    const known = written.current
    if (known.from === from && known.to === to && known.last === last) return
    written.current = { from, to, last }
    setWindow(windowOf({ from, to, last }))
  }, [from, to, last])
  const writeSoon = useDebouncedCallback((next: TimeWindow) => {
    written.current = shownOf(next)
    onChange(written.current)
  }, WAIT_MS)
  const show = (next: TimeWindow) => {
    setWindow(next)
    writeSoon(next)
  }
  return [window, show] as const
}
