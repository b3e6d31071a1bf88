import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import type { ExecutionSearch } from './search.ts'
import type { TimeWindow } from './timeline/time-window.ts'

const WAIT_MS = 300

type Shown = Pick<ExecutionSearch, 'from' | 'to' | 'last'>

/** What the timeline shows: it becomes part of the address once whoever moves it pauses, and going back moves it too. */
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

function windowOf({ from, to, last }: Shown): TimeWindow {
  if (from !== undefined && to !== undefined && from < to) return { type: 'part', from, to }
  return last === undefined ? { type: 'all' } : { type: 'last', lengthMs: last }
}

function shownOf(window: TimeWindow): Required<Shown> {
  const none = { from: undefined, to: undefined, last: undefined }
  switch (window.type) {
    case 'all':
      return none
    case 'last':
      return { ...none, last: Math.max(1, Math.round(window.lengthMs)) }
    case 'part':
      return { ...none, from: Math.floor(window.from), to: Math.ceil(window.to) }
  }
}
