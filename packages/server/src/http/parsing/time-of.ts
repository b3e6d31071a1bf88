import { parseTime } from '../../requests/events/event-queries.ts'

/** A time of a request in milliseconds since the epoch. Throws `INVALID_ARGUMENT`. */
export function timeOf(time: number | string): number {
  return typeof time === 'number' ? time : parseTime(time)
}
