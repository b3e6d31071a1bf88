import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { isDamagedFile, openFile, readFile, writeNewFile } from '@aiflow/sdk/files'

/** A mark is two numbers: an offset, and the time by which everything before it was written. */
const MARK_BYTES = 16
/** Enough for half an hour of constant output. Then older marks are thinned out. */
const MAX_MARKS = 32_768

/** The bytes between the previous mark and `offset` were written at `time`, in milliseconds since the epoch. */
export interface LogMark {
  readonly offset: number
  readonly time: number
}

export function timesPath(log: string): string {
  return `${log}.times`
}

/** The marks of a log in ascending order. Null if there are none. Damaged marks are skipped. */
export function readMarks(log: string): LogMark[] | null {
  const path = timesPath(log)
  if (!existsSync(path)) return null
  const data = readWhole(path)
  const marks: LogMark[] = []
  let last: LogMark = { offset: 0, time: 0 }
  for (let at = 0; at + MARK_BYTES <= data.length; at += MARK_BYTES) {
    const mark = { offset: data.readDoubleLE(at), time: data.readDoubleLE(at + 8) }
    const isSound = Number.isSafeInteger(mark.offset) && Number.isSafeInteger(mark.time)
    if (!isSound || mark.offset <= last.offset || mark.time < last.time) continue
    marks.push(mark)
    last = mark
  }
  return marks
}

/** The index of the first mark for which `holds` is true. It must be true for all later marks, too. */
export function firstMark(marks: readonly LogMark[], holds: (mark: LogMark) => boolean): number {
  let low = 0
  let high = marks.length
  while (low < high) {
    const middle = (low + high) >> 1
    const mark = marks[middle]
    if (mark !== undefined && holds(mark)) high = middle
    else low = middle + 1
  }
  return low
}

/** Appends marks to the times of a log. Thins them out if there are too many. */
export class LogTimesWriter {
  readonly #log: string
  readonly #maxMarks: number
  #fd: number | null = null
  #count = 0
  #last: LogMark = { offset: 0, time: 0 }

  constructor(log: string, maxMarks = MAX_MARKS) {
    this.#log = log
    this.#maxMarks = maxMarks
  }

  /** The last mark, perhaps of an earlier worker. */
  get last(): LogMark {
    if (this.#fd === null && existsSync(timesPath(this.#log))) this.#open()
    return this.#last
  }

  /** Times never decrease, even if the clock was set back. `begin` is the first offset that is still available. */
  append(mark: LogMark, begin: () => number): void {
    const fd = this.#open()
    if (mark.offset <= this.#last.offset) return
    this.#last = { offset: mark.offset, time: Math.max(mark.time, this.#last.time) }
    const data = bytesOf([this.#last])
    writeSync(fd, data, 0, data.length, this.#count * MARK_BYTES)
    this.#count += 1
    if (this.#count >= this.#maxMarks) this.#thin(begin())
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd)
    this.#fd = null
  }

  #open(): number {
    if (this.#fd !== null) return this.#fd
    const path = timesPath(this.#log)
    const found = openTimes(path)
    const isNew = found === null
    const fd = found ?? openSync(path, 'wx', 0o600)
    this.#fd = fd
    if (isNew) return fd
    // The next mark overwrites one that a crash cut off.
    this.#count = Math.floor(fstatSync(fd).size / MARK_BYTES)
    ftruncateSync(fd, this.#count * MARK_BYTES)
    this.#last = readMarks(this.#log)?.at(-1) ?? this.#last
    return fd
  }

  #thin(begin: number): void {
    const kept = (readMarks(this.#log) ?? []).filter(({ offset }) => offset > begin)
    const thinned =
      kept.length > this.#maxMarks / 2 ? kept.filter((mark, index) => index % 2 === 1 || mark === kept.at(-1)) : kept
    const path = timesPath(this.#log)
    writeNewFile(`${path}.tmp`, bytesOf(thinned))
    renameSync(`${path}.tmp`, path)
    this.close()
    this.#open()
  }
}

/** Empty if something else is in its place. */
function readWhole(path: string): Buffer {
  try {
    return readFile(path)
  } catch (error) {
    if (isDamagedFile(error)) return Buffer.alloc(0)
    throw error
  }
}

/** Null if there is no file. Removes whatever else is in its place, since times are only a convenience. */
function openTimes(path: string): number | null {
  try {
    return existsSync(path) ? openFile(path, 'update') : null
  } catch (error) {
    if (!isDamagedFile(error)) throw error
    rmSync(path, { recursive: true, force: true })
    return null
  }
}

function bytesOf(marks: readonly LogMark[]): Buffer {
  const data = Buffer.alloc(marks.length * MARK_BYTES)
  for (const [index, { offset, time }] of marks.entries()) {
    data.writeDoubleLE(offset, index * MARK_BYTES)
    data.writeDoubleLE(time, index * MARK_BYTES + 8)
  }
  return data
}
