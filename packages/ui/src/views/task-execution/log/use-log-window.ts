import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { client } from '../../../data/client.ts'
import { whileSeen } from '../../../data/live/while-seen.ts'
import type { TaskExecutionSearch } from '../search.ts'
import { type LogPlace, type LogRef, LogWindow } from './log-window.ts'

export type Place = Pick<TaskExecutionSearch, 'at' | 'line' | 'since'>

/** The part of an attempt's log that the address names. */
export function useLogWindow(ref: LogRef, attempt: number, { at, line, since }: Place) {
  const { workflowExecutionId, taskName, sequenceNumber, item } = ref
  const window = useMemo(() => {
    const named = { workflowExecutionId, taskName, sequenceNumber, item }
    return new LogWindow({ client: client.taskExecutions, ref: named, attempt })
  }, [workflowExecutionId, taskName, sequenceNumber, item, attempt])
  useEffect(() => {
    window.pause()
    return whileSeen({ start: () => window.resume(), stop: () => window.pause() })
  }, [window])
  useEffect(() => {
    void window.open(placeOf({ at, line, since }))
    return () => window.stop()
  }, [window, at, line, since])
  const part = useSyncExternalStore(window.subscribe, window.part)
  return { window, part }
}

/** The end of the log by default. */
function placeOf({ at, line, since }: Place): LogPlace {
  if (at !== undefined) return at === 0 ? { type: 'start' } : { type: 'offset', offset: at }
  if (line !== undefined) return { type: 'line', line }
  return since === undefined ? { type: 'end' } : { type: 'since', time: since }
}
