/** What each backfill of "past" goes over: times with a minute in between, of which those of another backfill may be some. */
export const MINUTE_MS = 60_000
export const TIMES = 12
export const EARLIEST = Date.UTC(2026, 0, 1)
/** How much later the latest range begins than the earliest, in minutes. */
export const SPREAD = 24
