import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { isDamagedFile, readFile } from '@aiflow/sdk/files'
import { AppendedFile } from '../system/appended-file.ts'
import { isFileError } from '../system/atomic-file.ts'
import { isObject, parseJson } from '../system/parse-json.ts'
import { isJournalName } from './child-journal.ts'
import { formatLine, parseLines } from './journal-line.ts'

/** Files of a day. One is read to find an attempt of that day. */
const BUCKETS = 64
/** No attempt id has a dot. */
const PREFIX = 'in-children.'

/** Where the lines about a settled attempt are. */
export interface SettledPlace {
  readonly childId: string
  /** The file of the child. Absent for the first one. */
  readonly name?: string
  readonly from: number
  readonly to: number
}

/**
 * The settled attempts whose lines are in the journals of children, in files by day and by a hash of their ids. So an attempt
 * is found by reading one small file for each day, and what is too old goes with the folder of its day.
 */
export class SettledIndex {
  readonly #root: string
  #day = ''
  readonly #files = new Map<string, AppendedFile>()

  constructor(root: string) {
    this.#root = root
  }

  add(attemptId: string, place: SettledPlace, day: string): void {
    this.#fileOf(attemptId, day).append(formatLine(attemptId, 'settled', place))
  }

  /** Null if it is not there, or was removed. */
  find(attemptId: string): SettledPlace | null {
    for (const day of this.#days()) {
      const place = this.#findIn(day, attemptId)
      if (place !== null) return place
    }
    return null
  }

  remove(attemptIds: readonly string[]): void {
    const byBucket = Map.groupBy(attemptIds, bucketOf)
    for (const day of this.#days()) {
      for (const [bucket, ids] of byBucket) {
        const path = join(this.#root, day, bucket)
        const content = readIfPossible(path)
        const found = ids.filter((attemptId) => content.includes(` ${attemptId} `))
        if (found.length > 0) appendAll(path, found)
      }
    }
  }

  #findIn(day: string, attemptId: string): SettledPlace | null {
    const content = readIfPossible(join(this.#root, day, bucketOf(attemptId)))
    // Most files do not have it, and parsing costs more than looking.
    if (!content.includes(` ${attemptId} `)) return null
    const line = parseLines(content.toString('utf8')).lines.findLast((each) => each.attemptId === attemptId)
    return line?.kind === 'settled' ? placeOf(parseJson(line.content)) : null
  }

  /** The files of the present day stay open. */
  #fileOf(attemptId: string, day: string): AppendedFile {
    if (day !== this.#day) {
      for (const file of this.#files.values()) file.close()
      this.#files.clear()
      this.#day = day
    }
    const bucket = bucketOf(attemptId)
    const file = this.#files.get(bucket) ?? new AppendedFile(join(this.#root, day, bucket))
    this.#files.set(bucket, file)
    return file
  }

  /** Newest first. */
  #days(): string[] {
    return readdirSync(this.#root).sort().reverse()
  }
}

function bucketOf(attemptId: string): string {
  return `${PREFIX}${(crc32(attemptId) % BUCKETS).toString().padStart(2, '0')}`
}

function appendAll(path: string, attemptIds: readonly string[]): void {
  const file = new AppendedFile(path)
  file.close()
  file.append(attemptIds.map((attemptId) => formatLine(attemptId, 'removed', {})).join(''))
}

function placeOf(value: unknown): SettledPlace | null {
  if (!isObject(value)) return null
  const { childId, name, from, to } = value
  if (typeof childId !== 'string' || typeof from !== 'number' || typeof to !== 'number') return null
  return typeof name === 'string' && isJournalName(name) ? { childId, name, from, to } : { childId, from, to }
}

/** Empty if there is no such file. */
function readIfPossible(path: string): Buffer {
  try {
    return readFile(path)
  } catch (error) {
    if (isFileError(error, 'ENOENT') || isFileError(error, 'ENOTDIR') || isDamagedFile(error)) return Buffer.alloc(0)
    throw error
  }
}
