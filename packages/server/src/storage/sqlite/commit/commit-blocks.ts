import { EventBlocks } from '../events/event-blocks.ts'
import { VerdictBlocks } from '../verdicts/verdict-blocks.ts'

/** What the commits of a scheduler have recorded about the blocks that they fill. */
export class CommitBlocks {
  readonly events = new EventBlocks()
  readonly verdicts = new VerdictBlocks()

  /** Must be called when the store may lack what was recorded: a commit failed, or something was swept. */
  forget(): void {
    this.events.forget()
    this.verdicts.forget()
  }
}
