import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { AppendedFile } from '../system/appended-file.ts'
import { isFileError, readWhatIsThere } from '../system/atomic-file.ts'
import { statsOf } from '../system/stats-of.ts'
import { GrowingLines } from './growing-lines.ts'
import { formatLine, type JournalLine, type JournalLines, parseLines } from './journal-line.ts'

/** A longer file gets no more attempts: it is never compacted, and who looks for one attempt may have to read all of it. */
const MAX_BYTES = 1024 * 1024
/** The kind of the first line. A file without it has lost its beginning, or took the place of a file that was lost. */
export const BEGINNING = 'journal'

export const FIRST_NAME = 'attempts'
const NAME = /^attempts(\.\d+)?$/
const RETIRED = /\.settled$/

/** The kinds of lines. The first whole line of a claim, a tombstone or a withdrawal decides whether the child runs an attempt. */
export type LineKind =
  /** By the worker, before the child hears of the attempt: its record. */
  | 'assigned'
  /** By the child, before anything of the attempt runs: the handle of its process. */
  | 'claim'
  /** By a worker: the attempt never runs. */
  | 'tombstone'
  /** By a worker: this child never runs the attempt, so another one may. */
  | 'withdrawn'
  /** By the child. */
  | 'outcome'
  /** By the worker: why the attempt is being ended. */
  | 'stop'
  /** By the worker: the last report. */
  | 'finished'
  /** By the worker: the server has stored the end. */
  | 'settled'

/**
 * A file of a warm child, to which the child and its worker append lines about the attempts of the child. A child has the next
 * file when one is long. All lines about an attempt are in the file that has its assignment.
 */
export class ChildJournal {
  readonly childId: string
  /** The name of the file, within the folder of the child. */
  readonly name: string
  readonly #folder: string
  readonly #file: AppendedFile
  readonly #lines: GrowingLines
  /** Where the lines are once nothing is to be added. */
  readonly #retired: AppendedFile

  /** `folder` is that of the child. */
  constructor(folder: string, childId: string, name = FIRST_NAME) {
    this.childId = childId
    this.name = name
    this.#folder = folder
    this.#file = new AppendedFile(join(folder, name), formatLine(childId, BEGINNING, {}))
    this.#lines = new GrowingLines(this.#file)
    this.#retired = new AppendedFile(join(folder, retiredName(name)))
    this.#retired.close()
  }

  /** Whether it is long enough for the next attempts to go to another file. */
  get isFull(): boolean {
    return this.#file.size >= MAX_BYTES
  }

  /** Whether it may get more attempts, as far as this worker knows. */
  get isOpen(): boolean {
    return this.#file.isOpen
  }

  create(): void {
    this.#file.create()
  }

  /** Creates the one for the next attempts. This one takes what is still to be said about its own. */
  next(): ChildJournal {
    const number = Number(this.name.slice(FIRST_NAME.length + 1) || 1) + 1
    const journal = new ChildJournal(this.#folder, this.childId, `${FIRST_NAME}.${number}`)
    journal.create()
    this.close()
    return journal
  }

  /** Returns an offset from which the line can be read. */
  append(attemptId: string, kind: LineKind, content: unknown): number {
    return this.#file.append(formatLine(attemptId, kind, content))
  }

  /** An offset behind all lines that are there now. */
  end(): number {
    return statsOf(this.#file.path)?.size ?? Number.MAX_SAFE_INTEGER
  }

  /** The lines about an attempt, from an offset on. */
  linesOf(attemptId: string, from: number): JournalLines {
    return this.#lines.linesOf(attemptId, from)
  }

  /** The lines about a settled attempt, which are between two offsets. */
  settledLinesOf(attemptId: string, from: number, to: number): JournalLines {
    const data = this.#file.readFrom(from, to)
    return linesIn(data.length > 0 ? data : this.#retired.readFrom(from, to), attemptId)
  }

  /** All lines about an attempt in this file, and its outcome in any file of the child. Only this file says who runs it. */
  allLinesOf(attemptId: string): JournalLines {
    const { lines, isSound } = linesIn(Buffer.concat([this.#retired.readFrom(0), this.#file.readFrom(0)]), attemptId)
    return { lines: [...lines, ...this.#outcomesElsewhere(attemptId)], isSound }
  }

  /** From here on the file is opened for each use. */
  close(): void {
    this.#file.close()
  }

  #outcomesElsewhere(attemptId: string): JournalLine[] {
    const own = [this.#file.path, this.#retired.path]
    const others = journalPaths(this.#folder).filter((path) => !own.includes(path))
    return others
      .flatMap((path) => parseLines(readWhatIsThere(path) ?? '').lines)
      .filter((line) => line.attemptId === attemptId && line.kind === 'outcome')
  }
}

/** The names of the files of a child that have lines about attempts, or may get some. */
export function journalNames(folder: string): string[] {
  return namesIn(folder).filter(isJournalName)
}

/** All files with lines about the attempts of a child. */
export function journalPaths(folder: string): string[] {
  return namesIn(folder)
    .filter((name) => isJournalName(name.replace(RETIRED, '')))
    .map((name) => join(folder, name))
}

export function isJournalName(name: string): boolean {
  return NAME.test(name)
}

/** The name that keeps a worker from reading a file again when it starts. */
export function retiredName(name: string): string {
  return `${name}.settled`
}

export function isRetired(path: string): boolean {
  return RETIRED.test(path)
}

/** Whether the lines of a file are all lines that were ever written to it, as far as that can be told. */
export function isWhole({ lines, isSound }: JournalLines): boolean {
  return isSound && lines[0]?.kind === BEGINNING
}

/** The first line that decides whether the child runs the attempt. */
export function arbiterOf(lines: readonly JournalLine[]): JournalLine | undefined {
  return lines.find(({ kind }) => kind === 'claim' || kind === 'tombstone' || kind === 'withdrawn')
}

function linesIn(data: Buffer, attemptId: string): JournalLines {
  const { lines, isSound } = parseLines(data.toString('utf8'))
  return { lines: lines.filter((line) => line.attemptId === attemptId), isSound }
}

/** Empty if something else is in the place of the folder. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (isFileError(error, 'ENOENT') || isFileError(error, 'ENOTDIR')) return []
    throw error
  }
}
