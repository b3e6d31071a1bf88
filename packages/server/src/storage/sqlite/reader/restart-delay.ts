const FIRST_DELAY_MS = 1000
const LONGEST_DELAY_MS = 60_000

/** Milliseconds until a thread that died this many times in a row is restarted. */
export function restartDelay(deaths: number): number {
  return deaths <= 1 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (deaths - 2), LONGEST_DELAY_MS)
}
