import { type DestinationStream, pino } from 'pino'

/** While the disk is full, lines wait in memory up to this limit. Further lines are lost. */
const WAITING_BYTES = 1024 * 1024
const STANDARD_ERROR = 2

/** Where the log of the worker goes. A full disk delays the log, but never stops the worker. */
export function openLogOutput(): DestinationStream {
  const output = pino.destination({ dest: STANDARD_ERROR, sync: true, maxLength: WAITING_BYTES })
  // The next line tries again.
  output.on('error', () => {})
  return output
}
