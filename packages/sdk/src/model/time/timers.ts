/*
 * The one place that waits. A JavaScript timer fires at once if it is set to more than 2^31 - 1 ms (24.8 days), so a longer
 * wait is made of several timers. All other code must use this module.
 */

const LONGEST_TIMER_MS = 2 ** 31 - 1

type Handle = ReturnType<typeof globalThis.setTimeout>

/** A timer that has not fired yet. */
export class Timer {
  #handle: Handle | undefined
  #holdsProcess = true

  /** Set the JavaScript timer that runs now. */
  hold(handle: Handle): void {
    this.#handle = handle
    if (!this.#holdsProcess) letGo(handle)
  }

  /** The process may end while it waits. */
  unref(): this {
    this.#holdsProcess = false
    letGo(this.#handle)
    return this
  }

  stop(): void {
    clearTimeout(this.#handle)
  }
}

/** Calls back once, after a delay of any length. */
export function startTimer(call: () => void, ms: number): Timer {
  const timer = new Timer()
  waitOn(timer, ms, call)
  return timer
}

/** Calls back repeatedly, at least once in 24.8 days. */
export function startInterval(call: () => void, ms: number): Timer {
  const timer = new Timer()
  timer.hold(setInterval(call, Math.min(ms, LONGEST_TIMER_MS)))
  return timer
}

/** Calls back when a moment of a clock has come, however distant. */
export function startDeadline(call: () => void, deadlineMs: number, now: () => number): Timer {
  const timer = new Timer()
  const wait = () => {
    const leftMs = deadlineMs - now()
    timer.hold(setTimeout(leftMs > LONGEST_TIMER_MS ? wait : call, Math.min(Math.max(leftMs, 0), LONGEST_TIMER_MS)))
  }
  wait()
  return timer
}

/** Accepts null, and a timer that has already fired. */
export function stopTimer(timer: Timer | null | undefined): void {
  timer?.stop()
}

export interface WaitOptions {
  readonly signal?: AbortSignal | undefined
  /** False: the process may end meanwhile. */
  readonly ref?: boolean
}

/** Resolves after a delay of any length; rejects with the reason of the signal when it is aborted. */
export function wait(ms: number, { signal, ref = true }: WaitOptions = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const abort = () => {
      timer.stop()
      reject(signal?.reason)
    }
    const timer = startTimer(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }, ms)
    if (!ref) timer.unref()
    signal?.addEventListener('abort', abort, { once: true })
  })
}

/** A signal that is aborted after a delay. It does not keep the process alive. */
export function abortedAfter(ms: number): AbortSignal {
  const controller = new AbortController()
  startTimer(() => controller.abort(new DOMException('The time is over.', 'TimeoutError')), ms).unref()
  return controller.signal
}

function waitOn(timer: Timer, ms: number, call: () => void): void {
  const leftMs = ms - LONGEST_TIMER_MS
  timer.hold(
    leftMs > 0 ? setTimeout(() => waitOn(timer, leftMs, call), LONGEST_TIMER_MS) : setTimeout(call, Math.max(ms, 0)),
  )
}

/** Timers of a browser are numbers, and do not keep anything alive. */
function letGo(handle: unknown): void {
  if (typeof handle === 'object' && handle !== null && 'unref' in handle && typeof handle.unref === 'function')
    handle.unref()
}
