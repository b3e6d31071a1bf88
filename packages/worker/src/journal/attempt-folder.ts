import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { appendToFile } from '@aiflow/sdk/files'
import type { AttemptPart, AttemptSpec, Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { createMark, createOnce, isFileError, readWhatIsThere } from '../system/atomic-file.ts'
import { parseJson } from '../system/parse-json.ts'
import { statsOf } from '../system/stats-of.ts'
import { type Claim, formatClaim, formatTombstone, parseClaim } from './claim.ts'
import { formatOutcome, parseOutcome, saysOutsideGone } from './outcome-line.ts'
import { takenOutcome } from './taken-outcome.ts'

/** Within the folder of the attempt: what was fetched for it. */
const INPUT = 'input'
const STOP_REASONS = ['stop', 'timeout', 'unresponsive'] as const

/** What the worker writes before it starts an attempt. */
export interface AttemptRecord {
  /** The store that the attempt belongs to. Attempts of another store are orphans. */
  readonly storeId: string
  readonly spec: AttemptSpec
  /** Null if the attempt has a log of its own. Otherwise the log of a warm child, and where the attempt begins in it. */
  readonly childLog: { readonly childId: string; readonly start: number } | null
}

/** Why an attempt is being ended. Written before the first signal, and only if there is no outcome yet. */
export interface StopMarker {
  readonly reason: (typeof STOP_REASONS)[number]
}

/** The last report of an attempt. Kept until it is acknowledged. */
export interface FinishedRecord {
  readonly outcome: Outcome
  readonly startedAt: number | null
  readonly endedAt: number
  /** Where the attempt ends in the log of a warm child. */
  readonly logEnd: number | null
  readonly outsideGone?: boolean
}

/** What the worker writes about an attempt, one line of JSON each. The newest line of a kind counts. */
type JournalLine =
  | { readonly record: AttemptRecord }
  | { readonly stop: StopMarker }
  | { readonly finished: FinishedRecord }

/**
 * The folder of an attempt, from which any later worker can tell how far the attempt came. It has few files, since creating
 * a file costs more than many writes:
 *
 * - `journal`, to which the worker appends;
 * - `run`, the claim, which the process of the attempt creates, and to which it appends the outcome;
 * - the log.
 *
 * A line without its line end does not count.
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

  /** A part of the spec that was too large for the message, and was fetched. */
  inputFile(part: AttemptPart): string {
    return join(this.path, INPUT, `${part}.json`)
  }

  get parametersFile(): string {
    return join(this.path, 'parameters.json')
  }

  /** A task touches this file to report that it is alive. */
  get livenessFile(): string {
    return join(this.path, 'alive')
  }

  /** A command writes its output into this file, as JSON. */
  get outputFile(): string {
    return join(this.path, 'output.json')
  }

  get tokenFile(): string {
    return join(this.path, 'token')
  }

  /** Creates the folder. False if it existed: then an earlier worker may have started the attempt. */
  create(): boolean {
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 })
      mkdirSync(this.path, { mode: 0o700 })
      return true
    } catch (error) {
      if (isFileError(error, 'EEXIST') && existsSync(this.path)) return false
      throw error
    }
  }

  /** Removes the input, the token and the output of an attempt whose end is stored. */
  dropInput(): void {
    rmSync(join(this.path, INPUT), { recursive: true, force: true })
    for (const file of [this.tokenFile, this.outputFile]) rmSync(file, { force: true, recursive: true })
  }

  writeRecord(record: AttemptRecord): void {
    this.#append({ record })
  }

  /** Null if it is missing or damaged. */
  readRecord(): AttemptRecord | null {
    return this.#newest((line) =>
      'record' in line && isRecordOf(basename(this.path), line.record) ? line.record : null,
    )
  }

  /** Claims the attempt for the process that a handle names. False if it was claimed before. */
  claim(handle: string): boolean {
    return createOnce(this.#run, formatClaim(handle))
  }

  /** Leaves a tombstone, which refuses every later start. False if the attempt is claimed. */
  bury(): boolean {
    return createMark(this.#run, formatTombstone())
  }

  readClaim(): Claim {
    return parseClaim(readWhatIsThere(this.#run))
  }

  /** When the attempt was claimed, in milliseconds since the epoch. */
  claimedAt(): number | null {
    return statsOf(this.#run)?.birthtimeMs ?? null
  }

  /** Called by the process that has claimed the attempt. A folder that was removed meanwhile is created again. */
  writeOutcome(outcome: Outcome, { outsideGone = false } = {}): void {
    mkdirSync(this.path, { recursive: true, mode: 0o700 })
    appendToFile(this.#run, formatOutcome(outcome, outsideGone))
  }

  /** Whether the operator's `stop` has confirmed that the work outside is gone. */
  readOutsideGone(): boolean {
    return saysOutsideGone(readWhatIsThere(this.#run))
  }

  readOutcome(): Outcome | null {
    return parseOutcome(readWhatIsThere(this.#run))
  }

  /** When the outcome was written. */
  outcomeAt(): number | null {
    if (this.readOutcome() === null) return null
    return statsOf(this.#run)?.mtimeMs ?? null
  }

  /** Makes room for another try. The log is kept. */
  beginAnew(): void {
    for (const path of [this.#run, this.#journal]) rmSync(path, { recursive: true, force: true })
  }

  writeStop(stop: StopMarker): void {
    this.#append({ stop })
  }

  readStop(): StopMarker | null {
    return this.#newest((line) => ('stop' in line && isStop(line.stop) ? line.stop : null))
  }

  writeFinished(finished: FinishedRecord): void {
    this.#append({ finished })
  }

  readFinished(): FinishedRecord | null {
    return this.#newest((line) => ('finished' in line ? finishedOf(line.finished) : null))
  }

  get #run(): string {
    return join(this.path, 'run')
  }

  get #journal(): string {
    return join(this.path, 'journal')
  }

  #append(line: JournalLine): void {
    // The line before may be incomplete, so a line end comes first.
    appendToFile(this.#journal, `\n${JSON.stringify(line)}\n`)
  }

  #newest<T>(pick: (line: JournalLine) => T | null): T | null {
    const lines = (readWhatIsThere(this.#journal) ?? '').split('\n')
    for (const text of lines.slice(0, -1).reverse()) {
      const line = parseLine(text)
      const picked = line === null ? null : pick(line)
      if (picked !== null) return picked
    }
    return null
  }
}

/** Null for a line that is damaged, by a full disk or a power cut. */
function parseLine(text: string): JournalLine | null {
  if (text === '') return null
  const value = parseJson(text)
  return typeof value === 'object' && !Array.isArray(value) ? (value as JournalLine | null) : null
}

/** The server has checked the spec. This checks that the record belongs to this attempt. */
function isRecordOf(attemptId: string, record: AttemptRecord | null): boolean {
  return typeof record?.storeId === 'string' && record.spec?.attemptId === attemptId
}

function isStop(stop: StopMarker | null): boolean {
  return STOP_REASONS.some((reason) => reason === stop?.reason)
}

function finishedOf(finished: FinishedRecord | null): FinishedRecord | null {
  const outcome = Number.isInteger(finished?.endedAt) ? takenOutcome(finished?.outcome) : null
  return finished === null || outcome === null ? null : { ...finished, outcome }
}
