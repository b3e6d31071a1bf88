/** The longest that `setTimeout` can wait; more would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Calls back when a moment has come, however far away it is. Returns what cancels it. */
export function atDeadline(deadline: number, now: () => number, call: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const wait = () => {
    const leftMs = deadline - now()
    timer = setTimeout(leftMs > LONGEST_TIMER_MS ? wait : call, Math.min(Math.max(leftMs, 0), LONGEST_TIMER_MS))
  }
  wait()
  return () => clearTimeout(timer)
}
