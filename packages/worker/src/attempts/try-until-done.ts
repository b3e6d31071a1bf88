import { wait } from '@aiflow/sdk/internal/time'

const PAUSE_MS = 500

/** Repeats `work` until it succeeds or the signal is aborted. Calls `tell` with the first error. */
export async function tryUntilDone(work: () => Promise<void>, tell: (error: unknown) => void, signal: AbortSignal) {
  for (let tries = 1; !signal.aborted; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (tries === 1) tell(error)
      await wait(PAUSE_MS)
    }
  }
}
