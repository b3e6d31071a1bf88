import type { AttemptFolder } from '../journal/attempt-folder.ts'
import type { AttemptProcess } from './attempt-process.ts'

/** What the supervisor holds for one attempt id. */
export interface HeldAttempt {
  readonly id: string
  readonly storeId: string
  readonly folder: AttemptFolder
  readonly isFinished: boolean
  /** What runs it now. Null if nothing does. */
  readonly process: AttemptProcess | null
  /** Starts it, or takes over what an earlier worker started; resolves when it is finished. */
  run(fresh: boolean): Promise<void>
  /** Ends the attempt; does nothing where it is ending or has ended. */
  requestStop(): void
  /** Ends it, also what would go on in spite of a stop: the server does not wait for it any more. */
  dismiss(): void
  /** Leaves what runs to a later worker: nothing is written down or reported from here on. */
  abandon(): void
  /** Reports how far it is once more. */
  repeatReport(): void
}
