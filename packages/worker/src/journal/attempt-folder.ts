import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AttemptSpec, Outcome } from '@aiflow/sdk/internal'
import type { ProcessIdentity } from '../machine/process-table.ts'
import { createOnce, isFileError, readOrNull, writeWhole } from './atomic-file.ts'
import { type Claim, formatClaim, formatTombstone, parseClaim } from './claim.ts'
import { formatOutcome, parseOutcome } from './outcome-line.ts'

/** What the worker wrote down before it let an attempt begin. */
export interface AttemptRecord {
  /** The store that the attempt belongs to; attempts of another store are orphans. */
  readonly storeId: string
  readonly spec: AttemptSpec
  /** Where the log of the attempt is: its own file (null), or a range of the log of a warm child. */
  readonly childLog: { readonly childId: string; readonly start: number } | null
}

/** Why an attempt is being ended. Written before the first signal, and only where there was no outcome yet. */
export interface StopMarker {
  readonly reason: 'stop' | 'timeout'
}

/** The last report of an attempt; kept until it is acknowledged. */
export interface FinishedRecord {
  readonly outcome: Outcome
  readonly startedAt: number | null
  readonly endedAt: number
  /** Where the range in the log of a warm child ends. */
  readonly logEnd: number | null
}

/**
 * The folder of an attempt is its journal. Each file has one writer and appears whole; together they tell any later
 * worker how far the attempt got: `spec.json`, `claim`, `outcome` (written by what runs the attempt), `stop`, `finished.json`.
 */
export class AttemptFolder {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  get log(): string {
    return join(this.path, 'log')
  }

  get triggerFile(): string {
    return join(this.path, 'trigger.json')
  }

  get tokenFile(): string {
    return join(this.path, 'token')
  }

  /** Creates the folder; false where it was there, so that an earlier worker may have started the attempt. */
  create(): boolean {
    try {
      mkdirSync(this.path, { mode: 0o700 })
      return true
    } catch (error) {
      if (isFileError(error, 'EEXIST')) return false
      throw error
    }
  }

  writeRecord(record: AttemptRecord): void {
    writeFileSync(this.triggerFile, JSON.stringify(record.spec.trigger), { mode: 0o600 })
    writeFileSync(this.tokenFile, record.spec.token, { mode: 0o600 })
    writeWhole(join(this.path, 'spec.json'), JSON.stringify(record))
  }

  readRecord(): AttemptRecord | null {
    return this.#readJson('spec.json')
  }

  /** Takes the attempt for a process; false where it was taken before. */
  claim(leader: ProcessIdentity, bootId: string): boolean {
    return createOnce(join(this.path, 'claim'), formatClaim(leader, bootId))
  }

  /** Refuses every later start; false where the attempt has been claimed. */
  bury(): boolean {
    return createOnce(join(this.path, 'claim'), formatTombstone())
  }

  readClaim(): Claim {
    return parseClaim(readOrNull(join(this.path, 'claim')))
  }

  /** When the attempt was claimed, in milliseconds since the epoch. */
  claimedAt(): number | null {
    return this.#modifiedAt('claim')
  }

  writeOutcome(outcome: Outcome): void {
    writeWhole(join(this.path, 'outcome'), formatOutcome(outcome))
  }

  readOutcome(): Outcome | null {
    return parseOutcome(readOrNull(join(this.path, 'outcome')))
  }

  outcomeAt(): number | null {
    return this.#modifiedAt('outcome')
  }

  writeStop(marker: StopMarker): void {
    writeWhole(join(this.path, 'stop'), JSON.stringify(marker))
  }

  readStop(): StopMarker | null {
    return this.#readJson('stop')
  }

  writeFinished(record: FinishedRecord): void {
    writeWhole(join(this.path, 'finished.json'), JSON.stringify(record))
  }

  readFinished(): FinishedRecord | null {
    return this.#readJson('finished.json')
  }

  #modifiedAt(name: string): number | null {
    return statSync(join(this.path, name), { throwIfNoEntry: false })?.mtimeMs ?? null
  }

  #readJson<T>(name: string): T | null {
    const text = readOrNull(join(this.path, name))
    return text === null ? null : JSON.parse(text)
  }
}
