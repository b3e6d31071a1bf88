import { type DestinationStream, pino } from 'pino'

/** Maximum bytes of lines that wait in memory while the disk is full. Further lines are lost. */
const WAITING_BYTES = 1024 * 1024
const STANDARD_OUTPUT = 1

/**
 * The output of the server's log. A full disk stops the log, but never the server. The lines are written once there is
 * room.
 */
export function openLogOutput(): DestinationStream {
  const output = pino.destination({ dest: STANDARD_OUTPUT, sync: true, maxLength: WAITING_BYTES })
  // Each further line tries again.
  output.on('error', () => {})
  return output
}
