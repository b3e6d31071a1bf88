import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { appendToFile } from '@aiflow/sdk/files'
import type { AttemptPart, Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { createBelow, createMark, createOnce, isFileError, readWhatIsThere } from '../system/atomic-file.ts'
import { parseJson } from '../system/parse-json.ts'
import { statsOf } from '../system/stats-of.ts'
import {
  type AttemptJournal,
  type AttemptRecord,
  type FinishedRecord,
  finishedOf,
  recordOf,
  type StopMarker,
  stopOf,
  type WrittenEnd,
} from './attempt-journal.ts'
import { type Claim, formatClaim, formatTombstone, parseClaim } from './claim.ts'
import { formatOutcome, parseOutcome, saysOutsideGone } from './outcome-line.ts'

/** Within the folder of the attempt: what was fetched for it. */
const INPUT = 'input'
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
export class AttemptFolder implements AttemptJournal {
  readonly path: string
  /** What the process of the attempt said, which it had written before. */
  #told: WrittenEnd | null = null

  constructor(path: string) {
    this.path = path
  }

  get attemptId(): string {
    return basename(this.path)
  }

  get folder(): AttemptFolder {
    return this
  }

  get log(): string {
    return join(this.path, 'log')
  }

  get triggerFile(): string {
    return join(this.path, 'trigger.json')
  }

  /** What was fetched or written for the process of the attempt. It is removed once the end is stored. */
  get inputs(): string {
    return join(this.path, INPUT)
  }

  /** What a Python operator runs. */
  get pythonFile(): string {
    return join(this.inputs, 'python.json')
  }

  /** Into which the program that runs Python writes why it failed. */
  get reasonFile(): string {
    return join(this.inputs, 'reason.json')
  }

  /** A part of the spec that was too large for the message, and was fetched. */
  inputFile(part: AttemptPart): string {
    return join(this.inputs, `${part}.json`)
  }

  get parametersFile(): string {
    return join(this.path, 'parameters.json')
  }

  get itemFile(): string {
    return join(this.path, 'item.json')
  }

  /** A task touches this file to report that it is alive. */
  get livenessFile(): string {
    return join(this.path, 'alive')
  }

  /** A command writes its output into this file, as JSON. */
  get outputFile(): string {
    return join(this.path, 'output.json')
  }

  /** Exists once what the attempt left is masked, if it has secrets. */
  get maskedMark(): string {
    return join(this.path, 'masked')
  }

  isMasked(): boolean {
    return existsSync(this.maskedMark)
  }

  /** Removes what the process of the attempt said in files. */
  dropOutput(): void {
    for (const file of [this.outputFile, this.reasonFile]) rmSync(file, { force: true, recursive: true })
  }

  get tokenFile(): string {
    return join(this.path, 'token')
  }

  /** Creates the folder. False if it existed: then an earlier worker may have started the attempt. */
  create(): boolean {
    try {
      createBelow(dirname(this.path), () => mkdirSync(this.path, { mode: 0o700 }))
      return true
    } catch (error) {
      if (isFileError(error, 'EEXIST') && existsSync(this.path)) return false
      throw error
    }
  }

  /** Removes the input, the token and the output of an attempt whose end is stored. */
  dropInput(): void {
    rmSync(this.inputs, { recursive: true, force: true })
    for (const file of [this.tokenFile, this.outputFile, this.maskedMark])
      rmSync(file, { force: true, recursive: true })
  }

  /** Creates the folder if it does not exist. */
  writeRecord(record: AttemptRecord): void {
    createBelow(this.path, () => this.#append({ record }))
  }

  /** Null if it is missing or damaged. */
  readRecord(): AttemptRecord | null {
    return this.#newest((line) => ('record' in line ? recordOf(this.attemptId, line.record) : null))
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
  writeOutcome(outcome: Outcome, { outsideGone = false } = {}): WrittenEnd {
    createBelow(this.path, () => appendToFile(this.#run, formatOutcome(outcome, outsideGone)))
    return { outcome, outsideGone, at: Date.now() }
  }

  /** Takes what the process said about its end, so that it need not be read. */
  hear(end: WrittenEnd): void {
    this.#told = end
  }

  /** Whether the operator's `stop` has confirmed that the work outside is gone. */
  readOutsideGone(): boolean {
    return this.#told?.outsideGone ?? saysOutsideGone(readWhatIsThere(this.#run))
  }

  readOutcome(): Outcome | null {
    return this.#told?.outcome ?? parseOutcome(readWhatIsThere(this.#run))
  }

  /** When the outcome was written. */
  outcomeAt(): number | null {
    if (this.#told !== null) return this.#told.at
    if (this.readOutcome() === null) return null
    return statsOf(this.#run)?.mtimeMs ?? null
  }

  /** Whether anything was written about the attempt. The folder may hold nothing but files that it needs. */
  hasLines(): boolean {
    return statsOf(this.path) !== null && [this.#run, this.#journal].some((path) => statsOf(path) !== null)
  }

  /** Makes room for another try. The log is kept. */
  beginAnew(): void {
    this.#told = null
    for (const path of [this.#run, this.#journal, this.maskedMark]) rmSync(path, { recursive: true, force: true })
  }

  writeStop(stop: StopMarker): void {
    this.#append({ stop })
  }

  readStop(): StopMarker | null {
    return this.#newest((line) => ('stop' in line ? stopOf(line.stop) : null))
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
