import { EventBlocks } from '../events/event-blocks.ts'
import { VerdictBlocks } from '../verdicts/verdict-blocks.ts'

/** What the commits of a scheduler noted of the blocks that they fill. */
export class CommitBlocks {
  readonly events = new EventBlocks()
  readonly verdicts = new VerdictBlocks()

  /** To be called where the store may not hold what was noted: a commit failed, or something was swept. */
  forget(): void {
    this.events.forget()
    this.verdicts.forget()
  }
}
