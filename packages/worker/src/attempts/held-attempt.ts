import type { AttemptFiles } from '../journal/attempt-files.ts'
import type { AttemptProcess } from './attempt-process.ts'

/** One attempt that the supervisor holds. */
export interface HeldAttempt {
  readonly id: string
  readonly storeId: string
  readonly files: AttemptFiles
  readonly isFinished: boolean
  /** What runs it now. Null if nothing does. */
  readonly process: AttemptProcess | null
  /** Starts it, or takes over what an earlier worker started. Resolves when it is finished. */
  run(fresh: boolean): Promise<void>
  /** Ends the attempt. Does nothing if it is ending or has ended. */
  requestStop(): void
  /** Ends it because the server no longer waits for it. This also ends what would continue after a stop. */
  dismiss(): void
  /** Leaves what runs to a later worker. Nothing is written or reported from here on. */
  abandon(): void
  /** Reports its progress again. */
  repeatReport(): void
}
