import type { FromChild, RunMessage } from '../../children/messages.ts'
import type { AttemptFiles } from '../../journal/attempt-files.ts'
import { AttemptFolder } from '../../journal/attempt-folder.ts'
import { ChildAttempt } from '../../journal/child-attempt.ts'
import { ChildJournal } from '../../journal/child-journal.ts'
import { describeError } from '../error-text.ts'

type Answer = Extract<FromChild, { type: 'running' | 'claimed' | 'unclaimed' }>

/** The files of the attempts that the worker has assigned to this child. */
export class AssignedAttempts {
  /** Names this process in the claims of its attempts. */
  readonly #handle: string
  readonly #child: { readonly folder: string; readonly childId: string }
  #journal: ChildJournal

  constructor(handle: string, { folder, childId }: { readonly folder: string; readonly childId: string }) {
    this.#handle = handle
    this.#child = { folder, childId }
    this.#journal = new ChildJournal(folder, childId)
  }

  filesOf({ folder, place }: RunMessage): AttemptFiles {
    const own = new AttemptFolder(folder)
    if (place === null) return own
    const journal = this.#journalOf(place.journal)
    return new ChildAttempt({ folder: own, place: { journal, from: place.from }, journalOf: () => journal })
  }

  /** A claim that could not be written never counts. */
  claim(files: AttemptFiles): Answer {
    const { attemptId } = files
    try {
      return { type: files.claim(this.#handle) ? 'running' : 'claimed', attemptId }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : null
      return { type: 'unclaimed', attemptId, message: describeError(error), code }
    }
  }

  /** One journal stays open. */
  #journalOf(name: string): ChildJournal {
    if (name === this.#journal.name) return this.#journal
    const { folder, childId } = this.#child
    this.#journal.close()
    this.#journal = new ChildJournal(folder, childId, name)
    return this.#journal
  }
}
