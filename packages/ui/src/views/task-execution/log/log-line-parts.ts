import type { LogChunk } from '@aiflow/sdk/client'

/** A line of a log, or a gap where lines were removed. */
export interface LogLine {
  /** Its offset in bytes. */
  readonly offset: number
  readonly text: string
  /** When it was written, null if unknown. */
  readonly time: number | null
  /** Number of bytes before it that were removed. */
  readonly missing?: number
  /** Its end has not been written, or not been read, yet. */
  readonly isOpen?: true
}

const ENCODER = new TextEncoder()
const BEYOND_ASCII = /[^\t\n\r -~]/

/** Splits a part of a log into lines. The last line is open if the part ends within it. */
export function linesOf({ data, offset, times = [] }: LogChunk): LogLine[] {
  const bytesOf = BEYOND_ASCII.test(data)
    ? (text: string) => ENCODER.encode(text).length
    : (text: string) => text.length
  const lines: LogLine[] = []
  let at = 0
  let bytes = offset
  let timeIndex = -1
  while (at < data.length) {
    const end = data.indexOf('\n', at)
    while (timeIndex + 1 < times.length && (times[timeIndex + 1]?.at ?? 0) <= at) timeIndex += 1
    const time = times[timeIndex]?.time ?? null
    const text = data.slice(at, end === -1 ? undefined : end)
    lines.push(end === -1 ? { offset: bytes, text, time, isOpen: true } : { offset: bytes, text, time })
    if (end === -1) break
    bytes += bytesOf(text) + 1
    at = end + 1
  }
  return lines
}

/** Appends the lines of the next part: continues an open line, and marks a gap. */
export function withFollowing(lines: readonly LogLine[], end: number, chunk: LogChunk): LogLine[] {
  const [first, ...others] = linesOf(chunk)
  if (first === undefined) return [...lines]
  const last = lines.at(-1)
  const isGap = chunk.offset > end
  if (isGap) return [...lines, { ...first, missing: chunk.offset - end }, ...others]
  if (last?.isOpen !== true) return [...lines, first, ...others]
  const { isOpen: _was, ...closed } = last
  const text = last.text + first.text
  const joined = first.isOpen ? { ...closed, text, isOpen: true as const } : { ...closed, text }
  return [...lines.slice(0, -1), joined, ...others]
}

/** The line that contains a byte, or the next one after it. */
export function indexOfOffset(lines: readonly LogLine[], offset: number): number {
  let low = 0
  let high = lines.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((lines[middle]?.offset ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}
