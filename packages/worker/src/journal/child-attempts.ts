import { existsSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { readWhatIsThere } from '../system/atomic-file.ts'
import type { AttemptFolder } from './attempt-folder.ts'
import { isAttemptId } from './attempt-id.ts'
import { ChildAttempt } from './child-attempt.ts'
import {
  arbiterOf,
  BEGINNING,
  ChildJournal,
  FIRST_NAME,
  isWhole,
  journalNames,
  journalPaths,
  retiredName,
} from './child-journal.ts'
import { type JournalLine, parseLines } from './journal-line.ts'
import type { SettledPlace } from './settled-index.ts'

/** The unsettled attempts that are in the journals of children, or will be once a child is chosen. */
export class ChildAttempts {
  readonly #children: string
  readonly #folderOf: (attemptId: string) => AttemptFolder
  #attempts: Map<string, ChildAttempt> | null = null
  /** The paths of journals that have lost lines, and the folders of children that have lost their journals. */
  readonly #damaged = new Set<string>()
  /** Of children of earlier workers. */
  readonly #journals = new Map<string, ChildJournal>()

  constructor(children: string, folderOf: (attemptId: string) => AttemptFolder) {
    this.#children = children
    this.#folderOf = folderOf
  }

  get(attemptId: string): ChildAttempt | undefined {
    return this.#known().get(attemptId)
  }

  all(): ChildAttempt[] {
    return [...this.#known().values()]
  }

  /** An attempt without lines. If lines were lost, they may have been about it. */
  add(folder: AttemptFolder): ChildAttempt {
    const mayHaveBegun = this.#damaged.size > 0
    const attempt = new ChildAttempt({ folder, place: null, journalOf: this.#journalOf, mayHaveBegun })
    this.#known().set(folder.attemptId, attempt)
    return attempt
  }

  /** A settled attempt. */
  at(folder: AttemptFolder, { childId, name, from, to }: SettledPlace): ChildAttempt {
    const journal = this.#newJournal(childId, name)
    return new ChildAttempt({ folder, place: { journal, from, to }, journalOf: this.#journalOf })
  }

  remove(attemptId: string): void {
    this.#known().delete(attemptId)
  }

  /** Notices children that run and have lost their journals: each may be running attempts that nothing else names. */
  missJournalsOf(childIds: readonly string[]): void {
    const folders = childIds.map((childId) => this.#folderOfChild(childId))
    for (const folder of folders) if (journalPaths(folder).length === 0) this.#damaged.add(folder)
  }

  forgetDamage(): void {
    this.#damaged.clear()
  }

  /** Keeps a journal that gets no more attempts from being read again, if all of its attempts are settled. */
  retire(childId: string, name: string): void {
    const path = this.#path(childId, name)
    const retired = this.#path(childId, retiredName(name))
    if (this.#damaged.has(path) || this.#isInUse(childId, name)) return
    this.#journals.delete(path)
    if (existsSync(path) && !existsSync(retired)) renameSync(path, retired)
  }

  /** Those of a child that has ended. */
  retireAll(childId: string): void {
    for (const name of journalNames(this.#folderOfChild(childId))) this.retire(childId, name)
  }

  #isInUse(childId: string, name: string): boolean {
    for (const { place } of this.#known().values()) {
      if (place?.journal.childId === childId && place.journal.name === name) return true
    }
    return false
  }

  #known(): Map<string, ChildAttempt> {
    this.#attempts ??= this.#read()
    return this.#attempts
  }

  #read(): Map<string, ChildAttempt> {
    const attempts = new Map<string, ChildAttempt>()
    for (const childId of readdirSync(this.#children)) {
      for (const attempt of this.#attemptsOf(childId)) {
        const known = attempts.get(attempt.attemptId)
        if (known === undefined || certaintyOf(attempt) > certaintyOf(known)) attempts.set(attempt.attemptId, attempt)
      }
    }
    return attempts
  }

  #attemptsOf(childId: string): ChildAttempt[] {
    return journalNames(this.#folderOfChild(childId)).flatMap((name) => this.#attemptsIn(childId, name))
  }

  #attemptsIn(childId: string, name: string): ChildAttempt[] {
    const path = this.#path(childId, name)
    const text = readWhatIsThere(path)
    if (text === null) return []
    const read = parseLines(text)
    if (!isWhole(read)) this.#damaged.add(path)
    const journal = this.#journalOf(childId, name)
    return [...unsettledOf(read.lines)].map(([attemptId, lines]) => {
      const place = { journal, from: lines[0]?.offset ?? 0 }
      const folder = this.#folderOf(attemptId)
      return new ChildAttempt({ folder, place, lines, journalOf: this.#journalOf })
    })
  }

  /** All attempts of a file share what was read of it. */
  readonly #journalOf = (childId: string, name?: string): ChildJournal => {
    const path = this.#path(childId, name)
    const journal = this.#journals.get(path) ?? this.#newJournal(childId, name)
    this.#journals.set(path, journal)
    return journal
  }

  #newJournal(childId: string, name?: string): ChildJournal {
    const journal = new ChildJournal(this.#folderOfChild(childId), childId, name)
    journal.close()
    return journal
  }

  #path(childId: string, name = FIRST_NAME): string {
    return join(this.#folderOfChild(childId), name)
  }

  #folderOfChild(childId: string): string {
    return join(this.#children, childId)
  }
}

/**
 * Several files may name an attempt: a child that could not write its claim leaves an assignment, and another child may have the
 * attempt. The one that says most about what ran counts.
 */
function certaintyOf(attempt: ChildAttempt): number {
  if (attempt.isClaimed) return 2
  return attempt.isUnclaimed() ? 0 : 1
}

/** The lines about attempts of a child that are neither settled nor withdrawn. */
function unsettledOf(lines: readonly JournalLine[]): ReadonlyMap<string, readonly JournalLine[]> {
  const byAttempt = new Map<string, JournalLine[]>()
  for (const line of lines) {
    const { attemptId, kind } = line
    if (kind === BEGINNING || !isAttemptId(attemptId)) continue
    const known = byAttempt.get(attemptId) ?? []
    // What was claimed or buried before cannot be withdrawn.
    const isOver = kind === 'settled' || (kind === 'withdrawn' && arbiterOf(known) === undefined)
    if (isOver) byAttempt.delete(attemptId)
    else byAttempt.set(attemptId, [...known, line])
  }
  return byAttempt
}
