import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, truncateSync, writeSync } from 'node:fs'
import { openFile } from '@aiflow/sdk/files'
import type { LogLimits } from '../limits.ts'
import { type LogPart, listParts, partPath, sizeOf } from './log-parts.ts'

const COPY_BYTES = 1024 * 1024
/** How much of a flood is kept each time that it is cut. */
const FLOOD_TAIL_BYTES = 256 * 1024

export interface LogChunk {
  readonly offset: number
  readonly data: Buffer
}

/**
 * A log that a process appends to with a descriptor of its own. Rotation copies the file into a part and truncates it, so the
 * writer does not notice. Offsets count every byte since the beginning, and stay valid over rotations. Bytes that are written
 * in the few microseconds between the copy and the truncation are lost. Otherwise the worker would have to stand between a
 * task and its log.
 */
export class LogFile {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  /** The offset after the last byte. */
  end(): number {
    return this.base() + sizeOf(this.path)
  }

  /** The first offset that is still available. */
  begin(): number {
    return listParts(this.path)[0]?.begin ?? 0
  }

  /** The offset of the first byte in the file that is being written. */
  base(): number {
    return listParts(this.path).at(-1)?.end ?? 0
  }

  /** Reads from `offset`, or from a later offset if that part is gone. Shorter before a gap, empty at the end. */
  read(offset: number, maxBytes: number): LogChunk {
    const parts = listParts(this.path)
    const pieces = [...parts, this.#live(parts)]
    const first = pieces.find(({ kept }) => offset < kept) ?? pieces.at(-1)
    const from = Math.max(offset, first?.begin ?? 0)
    const found: Buffer[] = []
    let position = from
    for (const { path, begin, kept } of pieces) {
      const left = from + maxBytes - position
      if (left <= 0 || begin > position) break
      if (position >= kept) continue
      const data = readAt(path, position - begin, Math.min(left, kept - position))
      found.push(data)
      position += data.length
    }
    return { offset: from, data: found.length === 1 && found[0] !== undefined ? found[0] : Buffer.concat(found) }
  }

  /** If the file is too long, moves its end into a part. Drops the oldest parts. */
  rotate({ maxBytes, keep }: LogLimits): void {
    if (sizeOf(this.path) <= maxBytes) return
    const parts = listParts(this.path)
    this.#moveTail(parts, { bytes: maxBytes, moreBytes: Math.min(COPY_BYTES, Math.ceil(maxBytes / 4)) })
    for (const part of parts.slice(0, Math.max(0, parts.length + 1 - keep))) rmSync(part.path, { force: true })
  }

  /** Cuts a log that grows too fast to be copied. Only a little of its end is kept, until the next cut. */
  shorten({ maxBytes }: LogLimits): void {
    const tailBytes = Math.min(FLOOD_TAIL_BYTES, Math.ceil(maxBytes / 4))
    const parts = listParts(this.path)
    const last = parts.at(-1)
    this.#moveTail(parts, { bytes: tailBytes, moreBytes: 0 })
    if (last !== undefined && last.kept - last.begin <= tailBytes) rmSync(last.path, { force: true })
  }

  /** The name of the part says at which offset the file continues, so it has to be right when the file is truncated. */
  #moveTail(parts: readonly LogPart[], { bytes, moreBytes }: { bytes: number; moreBytes: number }): void {
    const base = parts.at(-1)?.end ?? 0
    const draft = `${this.path}.tmp`
    const skipped = copyTail(this.path, draft, { bytes, moreBytes })
    renameSync(draft, partPath(this.path, base + skipped, base + sizeOf(this.path)))
    truncateSync(this.path)
  }

  #live(parts: readonly LogPart[]): LogPart {
    const begin = parts.at(-1)?.end ?? 0
    const end = begin + sizeOf(this.path)
    return { path: this.path, begin, kept: end, end }
  }
}

function readAt(path: string, position: number, length: number): Buffer {
  if (length <= 0 || !existsSync(path)) return Buffer.alloc(0)
  const fd = openFile(path, 'read')
  try {
    const buffer = Buffer.alloc(length)
    return buffer.subarray(0, readSync(fd, buffer, 0, length, position))
  } finally {
    closeSync(fd)
  }
}

/**
 * Copies the last `bytes`, and then at most `moreBytes` of what was written meanwhile, since a flood would never end. Returns
 * where the copy begins. The size is read once for that, since it changes all the time.
 */
function copyTail(from: string, to: string, { bytes, moreBytes }: { bytes: number; moreBytes: number }): number {
  const source = openFile(from, 'read')
  rmSync(to, { recursive: true, force: true })
  const target = openSync(to, 'wx', 0o600)
  try {
    const end = sizeOf(from)
    const position = Math.max(0, end - bytes)
    copyRange(source, target, position, end)
    copyRange(source, target, end, Math.min(sizeOf(from), end + moreBytes))
    return position
  } finally {
    closeSync(source)
    closeSync(target)
  }
}

function copyRange(source: number, target: number, begin: number, end: number): void {
  const buffer = Buffer.allocUnsafe(Math.min(COPY_BYTES, Math.max(0, end - begin)))
  for (let at = begin; at < end; ) {
    const read = readSync(source, buffer, 0, Math.min(buffer.length, end - at), at)
    if (read === 0) return
    writeSync(target, buffer, 0, read)
    at += read
  }
}
