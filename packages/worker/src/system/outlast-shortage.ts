import { wait } from '@aiflow/sdk/internal/time'
import { shortageOf } from './shortage.ts'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 2000

export interface OutlastOptions {
  /** How long to go on, in milliseconds. Forever by default. */
  readonly limitMs?: number
  /** Ends the pause and gives up when aborted. */
  readonly signal?: AbortSignal
  /** Called before each pause. */
  waits(error: unknown, tries: number): void
}

/** Repeats `work`, with growing pauses, while the machine has a shortage. Other errors are passed on. */
export async function outlastShortage<T>(
  work: (tries: number) => T | Promise<T>,
  { limitMs = Number.POSITIVE_INFINITY, signal, waits }: OutlastOptions,
): Promise<T> {
  const begun = performance.now()
  let pauseMs = FIRST_PAUSE_MS
  for (let tries = 0; ; tries += 1) {
    try {
      return await work(tries)
    } catch (error) {
      if (shortageOf(error) === null || performance.now() - begun > limitMs) throw error
      waits(error, tries + 1)
    }
    await wait(pauseMs, { signal })
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
  }
}
