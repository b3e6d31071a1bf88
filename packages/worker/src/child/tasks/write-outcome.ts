import { wait } from '@aiflow/sdk/internal/time'
import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptJournal, WrittenEnd } from '../../journal/attempt-journal.ts'
import { shortageOf } from '../../system/shortage.ts'
import { logError } from '../error-text.ts'

/** The pause before an outcome that could not be written is written again. */
const UNWRITTEN_PAUSE_MS = 200

/** A task has ended once its outcome is written, so it waits while the disk is full. */
export async function writeOutcome(files: AttemptJournal, outcome: Outcome, outsideGone: boolean): Promise<WrittenEnd> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      return files.writeOutcome(outcome, { outsideGone })
    } catch (error) {
      if (shortageOf(error) === null) throw error
      if (isFirst) logError(error)
      await wait(UNWRITTEN_PAUSE_MS)
    }
  }
}
