import { type DestinationStream, pino } from 'pino'

/** What a full disk keeps from being written waits in memory, up to here; then lines are lost. */
const WAITING_BYTES = 1024 * 1024
const STANDARD_ERROR = 2

/** Where the worker's log goes. A disk without room stops the log, never the worker: the lines follow once there is room. */
export function openLogOutput(): DestinationStream {
  const output = pino.destination({ dest: STANDARD_ERROR, sync: true, maxLength: WAITING_BYTES })
  // Each further line tries again.
  output.on('error', () => {})
  return output
}
