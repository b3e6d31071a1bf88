import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { AttemptFolder, type AttemptRecord } from './attempt-folder.ts'
import { isAttemptId } from './attempt-id.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * The folders of all attempts. A settled attempt moves to the folder of its day, where its log is kept for some time. So a
 * worker reads only the unsettled attempts when it starts.
 */
export class Journal {
  readonly #attempts: string
  readonly #settled: string
  readonly #now: () => number

  constructor(options: { readonly attempts: string; readonly settled: string; readonly now: () => number }) {
    this.#attempts = options.attempts
    this.#settled = options.settled
    this.#now = options.now
  }

  /** Throws PROTOCOL_MISMATCH if the id is not valid. */
  folder(attemptId: string): AttemptFolder {
    if (!isAttemptId(attemptId)) throw new AIFlowError('PROTOCOL_MISMATCH', `"${attemptId}" is not an attempt id.`)
    return new AttemptFolder(join(this.#attempts, attemptId))
  }

  /** Anything with another kind of name is not an attempt. */
  unsettled(): string[] {
    return readdirSync(this.#attempts).filter((name) => isAttemptId(name))
  }

  /** Children whose logs contain parts of unsettled attempts. */
  childrenInUse(): ReadonlySet<string> {
    return this.#ofUnsettled((record) => record.childLog?.childId)
  }

  /** Snapshots that unsettled attempts run from. */
  snapshotsInUse(): ReadonlySet<string> {
    return this.#ofUnsettled((record) => record.spec.snapshotHash)
  }

  /** The folder of an attempt, settled or not. Null if there is none. */
  find(attemptId: string): AttemptFolder | null {
    if (!isAttemptId(attemptId)) return null
    const path = join(this.#attempts, attemptId)
    if (existsSync(path)) return new AttemptFolder(path)
    const settled = this.#settledPath(attemptId)
    return settled === null ? null : new AttemptFolder(settled)
  }

  isSettled(attemptId: string): boolean {
    return this.#settledPath(attemptId) !== null
  }

  /** Called once the server has stored how the attempt ended. Only its log is kept. */
  settle(attemptId: string): void {
    const from = join(this.#attempts, attemptId)
    if (!existsSync(from)) return
    new AttemptFolder(from).dropInput()
    const day = join(this.#settled, dayOf(this.#now()))
    mkdirSync(day, { recursive: true, mode: 0o700 })
    renameSync(from, join(day, attemptId))
  }

  /** Removes the folder of a settled attempt. An unsettled attempt is still needed. */
  forget(attemptId: string): void {
    const path = isAttemptId(attemptId) ? this.#settledPath(attemptId) : null
    if (path !== null) rmSync(path, { recursive: true, force: true })
  }

  #ofUnsettled(pick: (record: AttemptRecord) => string | undefined): ReadonlySet<string> {
    const records = this.unsettled().map((attemptId) => this.folder(attemptId).readRecord())
    const picked = records.map((record) => (record === null ? undefined : pick(record)))
    return new Set(picked.filter((name) => name !== undefined))
  }

  #settledPath(attemptId: string): string | null {
    const paths = readdirSync(this.#settled).map((day) => join(this.#settled, day, attemptId))
    return paths.find((path) => existsSync(path)) ?? null
  }

  /** Removes attempts that were settled more than `days` days ago. */
  sweep(days: number): void {
    const oldest = dayOf(this.#now() - days * DAY_MS)
    for (const day of readdirSync(this.#settled)) {
      if (day < oldest) rmSync(join(this.#settled, day), { recursive: true, force: true })
    }
  }
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
