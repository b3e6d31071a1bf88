import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { isObject, parseJson } from '../system/parse-json.ts'
import { shortageOf } from '../system/shortage.ts'
import { statsOf } from '../system/stats-of.ts'
import type { AttemptFiles } from './attempt-files.ts'
import type { AttemptFolder } from './attempt-folder.ts'
import {
  type AttemptRecord,
  type FinishedRecord,
  finishedOf,
  recordOf,
  type StopMarker,
  stopOf,
  type WrittenEnd,
} from './attempt-journal.ts'
import { arbiterOf, type ChildJournal, type LineKind } from './child-journal.ts'
import type { Claim } from './claim.ts'
import type { JournalLine, JournalLines } from './journal-line.ts'
import { takenOutcome } from './taken-outcome.ts'

/** The claim of an attempt that was found in a child. */
const FOUND = {}

/** The lines about an attempt: a file of its child, and an offset before the first line that counts. */
export interface AttemptPlace {
  readonly journal: ChildJournal
  readonly from: number
  /** An offset behind the last line. Absent while lines may follow. */
  readonly to?: number
}

export interface ChildAttemptOptions {
  readonly folder: AttemptFolder
  /** Null until a child is chosen. */
  readonly place: AttemptPlace | null
  /** The lines from there on, if they were read already. */
  readonly lines?: readonly JournalLine[]
  /** The journal of the child that was found to run the attempt. */
  readonly journalOf: (childId: string) => ChildJournal
  /** Whether it may have begun, because the file with its lines is damaged. */
  readonly mayHaveBegun?: boolean
}

/**
 * An attempt whose lines are in the journal of its child. The child that the newest assignment names decides for ever whether
 * it runs the attempt, by the first line after the assignment: see `LineKind`. So another child gets the attempt only after
 * the first one was withdrawn, and no attempt starts twice, even if a worker dies between its line and its message.
 *
 * Until a child is chosen there are no lines. What has to be written all the same, such as a tombstone, goes to the folder.
 */
export class ChildAttempt implements AttemptFiles {
  readonly folder: AttemptFolder
  readonly #options: ChildAttemptOptions
  #place: AttemptPlace | null
  #isBuried = false
  /** What the child said, which it had written before. */
  #told: WrittenEnd | null = null
  /** The lines that only the worker writes, as far as this process has written them or read them. */
  #own: { record: AttemptRecord | null; stop: StopMarker | null; finished: FinishedRecord | null } | null = null

  constructor(options: ChildAttemptOptions) {
    this.folder = options.folder
    this.#options = options
    this.#place = options.place
    if (options.lines !== undefined) this.#own = ownOf(this.attemptId, options.lines)
  }

  get attemptId(): string {
    return this.folder.attemptId
  }

  get place(): AttemptPlace | null {
    return this.#place
  }

  /** There is nothing to create until a child is chosen. */
  create(): boolean {
    return this.#place === null && statsOf(this.folder.path) === null
  }

  /** Gives it to a child, before the child hears of it. False if it may not be given to another child any more. */
  assign(journal: ChildJournal, record: AttemptRecord): boolean {
    if (this.#isBuried || !this.withdraw()) return false
    this.#place = { journal, from: journal.append(this.attemptId, 'assigned', record) }
    this.#own = { record, stop: null, finished: null }
    return true
  }

  /** Takes it from its child, which then never runs it. False if the child has claimed it. */
  withdraw(): boolean {
    if (this.#place === null) return true
    if (!this.#refuse('withdrawn')) return false
    this.#place = null
    this.#own = null
    return true
  }

  get isClaimed(): boolean {
    return arbiterOf(this.#read().lines)?.kind === 'claim'
  }

  /** Whether its child has not claimed it, for certain. */
  isUnclaimed(): boolean {
    const { lines, isSound } = this.#read()
    return isSound && lines[0]?.kind === 'assigned' && arbiterOf(lines) === undefined
  }

  /** Takes what the child said about its end. */
  hear(end: WrittenEnd): void {
    this.#told = end
  }

  writeRecord(record: AttemptRecord): void {
    const { childLog } = record
    if (this.#place === null && childLog !== null) {
      // It was found in this child, whose lines about it are gone.
      const journal = this.#options.journalOf(childLog.childId)
      this.#place = { journal, from: journal.append(this.attemptId, 'assigned', record) }
      // It has begun, whatever becomes of the child. Where the claim named its process is not known here.
      this.#append('claim', FOUND)
    } else if (this.#place === null) return this.folder.writeRecord(record)
    else this.#append('assigned', record)
    this.#own = { ...this.#readOwn(), record }
  }

  readRecord(): AttemptRecord | null {
    return this.#place === null ? this.folder.readRecord() : this.#readOwn().record
  }

  claim(handle: string): boolean {
    this.#append('claim', { handle, at: Date.now() })
    const arbiter = arbiterOf(this.#read().lines)
    if (arbiter === undefined) throw new Error(`The claim of attempt "${this.attemptId}" cannot be read.`)
    return arbiter.kind === 'claim' && contentOf(arbiter.content).handle === handle
  }

  bury(): boolean {
    if (this.#place !== null) return this.#refuse('tombstone')
    this.#isBuried = true
    return this.folder.bury()
  }

  readClaim(): Claim {
    const claim = this.#place === null ? this.folder.readClaim() : this.#readClaim()
    return claim.type === 'none' && this.#options.mayHaveBegun === true && !this.#isBuried
      ? { type: 'incomplete' }
      : claim
  }

  claimedAt(): number | null {
    if (this.#place === null) return this.folder.claimedAt()
    const claim = this.#read().lines.find(({ kind }) => kind === 'claim')
    return claim === undefined ? null : timeOf(contentOf(claim.content).at)
  }

  writeOutcome(outcome: Outcome, { outsideGone = false } = {}): WrittenEnd {
    const end = { outcome, outsideGone, at: Date.now() }
    try {
      this.#append('outcome', end)
      return end
    } catch (error) {
      if (shortageOf(error) !== null) throw error
      // Something is in the place of the folder of the child.
      return this.folder.writeOutcome(outcome, { outsideGone })
    }
  }

  readOutcome(): Outcome | null {
    return this.#readEnd()?.outcome ?? this.folder.readOutcome()
  }

  outcomeAt(): number | null {
    return this.#readEnd()?.at ?? this.folder.outcomeAt()
  }

  readOutsideGone(): boolean {
    return this.#readEnd()?.outsideGone ?? this.folder.readOutsideGone()
  }

  writeStop(stop: StopMarker): void {
    if (this.#place === null) return this.folder.writeStop(stop)
    this.#append('stop', stop)
    this.#own = { ...this.#readOwn(), stop }
  }

  readStop(): StopMarker | null {
    return this.#place === null ? this.folder.readStop() : this.#readOwn().stop
  }

  writeFinished(finished: FinishedRecord): void {
    if (this.#place === null) return this.folder.writeFinished(finished)
    this.#append('finished', finished)
    this.#own = { ...this.#readOwn(), finished }
  }

  readFinished(): FinishedRecord | null {
    return this.#place === null ? this.folder.readFinished() : this.#readOwn().finished
  }

  writeSettled(): void {
    this.#append('settled', {})
  }

  /** False if the child has claimed it. */
  #refuse(kind: 'tombstone' | 'withdrawn'): boolean {
    this.#append(kind, {})
    return arbiterOf(this.#read().lines)?.kind === kind
  }

  #append(kind: LineKind, content: unknown): void {
    this.#place?.journal.append(this.attemptId, kind, content)
  }

  #read(): JournalLines {
    if (this.#place === null) return { lines: [], isSound: true }
    const { attemptId } = this
    const { journal, from, to } = this.#place
    const read = to === undefined ? journal.linesOf(attemptId, from) : journal.settledLinesOf(attemptId, from, to)
    // Where the assignment is gone, the file was cut or retired, and the offset means nothing.
    const isInPlace = read.lines[0]?.kind === 'assigned' && !isFound(read.lines)
    return isInPlace ? read : journal.allLinesOf(attemptId)
  }

  #readClaim(): Claim {
    const { lines, isSound } = this.#read()
    const arbiter = arbiterOf(lines)
    if (arbiter?.kind === 'tombstone') return { type: 'tombstone' }
    const { handle } = contentOf(arbiter?.content)
    if (typeof handle === 'string') return { type: 'claimed', handle }
    const isCertain =
      arbiter?.kind !== 'claim' &&
      isSound &&
      lines[0]?.kind === 'assigned' &&
      !lines.some(({ kind }) => kind === 'outcome')
    return { type: isCertain ? 'none' : 'incomplete' }
  }

  /** The first outcome counts. */
  #readEnd(): WrittenEnd | null {
    if (this.#told !== null) return this.#told
    for (const { kind, content } of this.#read().lines) {
      const end = kind === 'outcome' ? endOf(parseJson(content)) : null
      if (end !== null) return end
    }
    return null
  }

  /** The newest line of a kind counts. */
  #readOwn() {
    this.#own ??= ownOf(this.attemptId, this.#read().lines)
    return this.#own
  }
}

/** Checks what a child says about the end of an attempt. Null if it is no end. */
export function endOf(value: unknown): WrittenEnd | null {
  if (!isObject(value)) return null
  const { outcome, outsideGone, at } = value
  const taken = takenOutcome(outcome)
  return taken && { outcome: taken, outsideGone: outsideGone === true, at: timeOf(at) ?? Date.now() }
}

/** Whether the worker has found it in a child, which may write to another of its files. */
function isFound(lines: readonly JournalLine[]): boolean {
  const arbiter = arbiterOf(lines)
  return arbiter?.kind === 'claim' && arbiter.content === JSON.stringify(FOUND)
}

function ownOf(attemptId: string, lines: readonly JournalLine[]) {
  const newest = lines.toReversed()
  const pick = <T>(wanted: LineKind, check: (content: T | null) => T | null): T | null => {
    for (const { kind, content } of newest) {
      const picked = kind === wanted ? check(parseJson(content) as T | null) : null
      if (picked !== null) return picked
    }
    return null
  }
  return {
    record: pick<AttemptRecord>('assigned', (record) => recordOf(attemptId, record)),
    stop: pick<StopMarker>('stop', stopOf),
    finished: pick<FinishedRecord>('finished', finishedOf),
  }
}

function contentOf(content: string | undefined): Readonly<Record<string, unknown>> {
  const value = content === undefined ? undefined : parseJson(content)
  return isObject(value) ? value : {}
}

function timeOf(value: unknown): number | null {
  return Number.isSafeInteger(value) ? Number(value) : null
}
