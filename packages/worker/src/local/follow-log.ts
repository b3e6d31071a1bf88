import type { AttemptProcess } from '../attempts/attempt-process.ts'
import type { LiveLogs } from '../logs/live-logs.ts'

/** Follows the log of a process until `logEnd` is called, which happens when the attempt is over. */
export function followLog(process: AttemptProcess, path: string, liveLogs: LiveLogs): AttemptProcess {
  const log = liveLogs.open(path)
  const logEnd = () => {
    liveLogs.close(log)
    return process.logEnd()
  }
  return { ...process, logEnd }
}
