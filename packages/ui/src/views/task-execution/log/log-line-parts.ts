import type { LogChunk } from '@aiflow/sdk/client'

/** One line of a log, or the place of some that are gone. */
export interface LogLine {
  /** Where it begins, in bytes. */
  readonly offset: number
  readonly text: string
  /** When it was written, null where that is not known. */
  readonly time: number | null
  /** So many bytes that stood before it are gone. */
  readonly missing?: number
  /** Its end was not written, or not read, yet. */
  readonly isOpen?: true
}

const ENCODER = new TextEncoder()
const BEYOND_ASCII = /[^\t\n\r -~]/

/** The lines of a part of a log; the last one is open where the part ends within it. */
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

/** Lines with those of a part that follows them: what is open goes on, what is gone between them is told. */
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

/** The line that a byte lies in, or that begins behind it. */
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
