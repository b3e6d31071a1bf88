import { type DestinationStream, pino } from 'pino'

/** What a full disk keeps from being written waits in memory, up to here; then lines are lost. */
const WAITING_BYTES = 1024 * 1024
const STANDARD_OUTPUT = 1

/** Where the server's log goes. A disk without room stops the log, never the server: the lines follow once there is room. */
export function openLogOutput(): DestinationStream {
  const output = pino.destination({ dest: STANDARD_OUTPUT, sync: true, maxLength: WAITING_BYTES })
  // Each further line tries again.
  output.on('error', () => {})
  return output
}
