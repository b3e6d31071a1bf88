import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { createBelow } from '../system/atomic-file.ts'
import type { AttemptFiles } from './attempt-files.ts'
import { AttemptFolder } from './attempt-folder.ts'
import { isAttemptId } from './attempt-id.ts'
import type { ChildAttempt } from './child-attempt.ts'
import { ChildAttempts } from './child-attempts.ts'
import type { ChildJournal } from './child-journal.ts'
import { SettledIndex } from './settled-index.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** How many settled attempts are remembered, so that a start that is repeated needs no look at the disk. */
const JUST_SETTLED = 1000

export interface JournalOptions {
  readonly attempts: string
  readonly settled: string
  /** The folders of the warm children. */
  readonly children: string
  readonly now: () => number
}

/**
 * The files of all attempts. What is settled is kept by day, for its log: the folder of an attempt moves there, and an attempt
 * in the journal of a child is named there. So a worker reads only the unsettled attempts when it starts.
 */
export class Journal {
  readonly #attempts: string
  readonly #settled: string
  readonly #now: () => number
  readonly #inChildren: ChildAttempts
  readonly #index: SettledIndex
  readonly #justSettled = new Set<string>()

  constructor(options: JournalOptions) {
    this.#attempts = options.attempts
    this.#settled = options.settled
    this.#now = options.now
    this.#inChildren = new ChildAttempts(options.children, (attemptId) => this.folder(attemptId))
    this.#index = new SettledIndex(options.settled)
  }

  /** Throws PROTOCOL_MISMATCH if the id is not valid. */
  folder(attemptId: string): AttemptFolder {
    if (!isAttemptId(attemptId)) throw new AIFlowError('PROTOCOL_MISMATCH', `"${attemptId}" is not an attempt id.`)
    return new AttemptFolder(join(this.#attempts, attemptId))
  }

  /** The files of an attempt that is not settled. An earlier worker may have begun them. */
  files(spec: AttemptSpec): AttemptFiles {
    const folder = this.folder(spec.attemptId)
    const isInFolder = hasOwnFolder(spec) || folder.hasLines()
    return this.#inChildren.get(spec.attemptId) ?? (isInFolder ? folder : this.#inChildren.add(folder))
  }

  /** Anything with another kind of name is not an attempt. */
  unsettled(): AttemptFiles[] {
    const inChildren = this.#inChildren.all().filter((attempt) => !this.#isOver(attempt))
    const known = new Set(inChildren.map(({ attemptId }) => attemptId))
    const names = readdirSync(this.#attempts).filter((name) => isAttemptId(name) && !known.has(name))
    return [...inChildren, ...names.map((name) => this.folder(name))]
  }

  /** Called with the children of earlier workers that run, before anything is read. */
  missJournalsOf(childIds: readonly string[]): void {
    this.#inChildren.missJournalsOf(childIds)
  }

  /** Called when all attempts that earlier workers may have begun are known. */
  trustNewAttempts(): void {
    this.#inChildren.forgetDamage()
  }

  /** Children whose logs contain parts of unsettled attempts. */
  childrenInUse(): ReadonlySet<string> {
    const records = this.unsettled().map((files) => files.readRecord()?.childLog?.childId)
    return new Set(records.filter((name) => name !== undefined))
  }

  /** Snapshots that unsettled attempts run from. */
  snapshotsInUse(): ReadonlySet<string> {
    const records = this.unsettled().map((files) => files.readRecord()?.spec.snapshotHash)
    return new Set(records.filter((name) => name !== undefined))
  }

  /** Keeps a journal that gets no more attempts from being read when the next worker starts, if all of it is settled. */
  retire({ childId, name }: ChildJournal): void {
    this.#inChildren.retire(childId, name)
  }

  /** Keeps what a child that has ended left from being read when the next worker starts, where all of it is settled. */
  retireChild(childId: string): void {
    this.#inChildren.retireAll(childId)
  }

  /** The files of an attempt, settled or not. Null if there are none. */
  find(attemptId: string): AttemptFiles | null {
    if (!isAttemptId(attemptId)) return null
    const inChild = this.#inChildren.get(attemptId)
    if (inChild !== undefined) return inChild
    const folder = this.folder(attemptId)
    if (folder.hasLines()) return folder
    const settled = this.#settledPath(attemptId)
    const kept = settled === null ? folder : new AttemptFolder(settled)
    const place = this.#index.find(attemptId)
    if (place !== null) return this.#inChildren.at(kept, place)
    return existsSync(kept.path) ? kept : null
  }

  /** Whether it was settled by this worker, not long ago. */
  hasJustSettled(attemptId: string): boolean {
    return this.#justSettled.has(attemptId)
  }

  isSettled(attemptId: string): boolean {
    return (
      this.hasJustSettled(attemptId) || this.#settledPath(attemptId) !== null || this.#index.find(attemptId) !== null
    )
  }

  /** Called once the server has stored how the attempt ended. Only its log is kept. */
  settle(attemptId: string): void {
    this.#noteSettled(attemptId)
    const inChild = this.#inChildren.get(attemptId)
    if (inChild === undefined || inChild.place === null) this.#settleFolder(attemptId)
    else this.#settleInChild(inChild)
    this.#inChildren.remove(attemptId)
    const journal = inChild?.place?.journal
    if (journal?.isOpen === false) this.retire(journal)
  }

  /** Removes what is kept of settled attempts. Unsettled attempts are still needed. */
  forget(attemptIds: readonly string[]): void {
    const valid = attemptIds.filter(isAttemptId)
    for (const attemptId of valid) {
      const path = this.#settledPath(attemptId)
      if (path !== null) rmSync(path, { recursive: true, force: true })
    }
    this.#index.remove(valid)
  }

  /** Removes attempts that were settled more than `days` days ago. */
  sweep(days: number): void {
    const oldest = dayOf(this.#now() - days * DAY_MS)
    for (const day of readdirSync(this.#settled)) {
      if (day < oldest) rmSync(join(this.#settled, day), { recursive: true, force: true })
    }
  }

  #noteSettled(attemptId: string): void {
    this.#justSettled.add(attemptId)
    const [oldest] = this.#justSettled
    if (this.#justSettled.size > JUST_SETTLED && oldest !== undefined) this.#justSettled.delete(oldest)
  }

  /** A child that could not write its claim leaves an assignment. Another child may have run the attempt. */
  #isOver(attempt: ChildAttempt): boolean {
    const isOver = attempt.isUnclaimed() && this.#index.find(attempt.attemptId) !== null
    if (isOver) this.#inChildren.remove(attempt.attemptId)
    return isOver
  }

  #settleFolder(attemptId: string): void {
    const folder = this.folder(attemptId)
    if (!existsSync(folder.path)) return
    folder.dropInput()
    const day = join(this.#settled, dayOf(this.#now()))
    createBelow(day, () => renameSync(folder.path, join(day, attemptId)))
  }

  /** After a crash in between it is settled once more. */
  #settleInChild(attempt: ChildAttempt): void {
    const { attemptId, place, folder } = attempt
    if (place === null) return
    const { journal, from } = place
    const { childId, name } = journal
    this.#index.add(attemptId, { childId, name, from, to: journal.end() }, dayOf(this.#now()))
    attempt.writeSettled()
    if (!existsSync(folder.path)) return
    // An attempt that shares its child may have a log of its own.
    if (existsSync(folder.log)) this.#settleFolder(attemptId)
    else rmSync(folder.path, { recursive: true, force: true })
  }

  #settledPath(attemptId: string): string | null {
    const paths = readdirSync(this.#settled).map((day) => join(this.#settled, day, attemptId))
    return paths.find((path) => existsSync(path)) ?? null
  }
}

/** A stop of work outside is tried in the same folder again and again. */
function hasOwnFolder({ operator, purpose }: AttemptSpec): boolean {
  return operator.type !== 'code' || purpose === 'stopOutside'
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
