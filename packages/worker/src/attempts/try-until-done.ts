import { wait } from '@aiflow/sdk/internal/time'

const PAUSE_MS = 500

/** Does something again and again until it does not throw, or the signal is aborted; tells of the first error. */
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
