import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { LogLimits } from '../options.ts'

/** A rotated part: `<log>.<where it begins>`. */
interface Part {
  readonly path: string
  readonly begin: number
  readonly end: number
}

export interface LogChunk {
  readonly offset: number
  readonly data: Buffer
}

/**
 * A log that a process appends to with a descriptor of its own. Rotation copies it into a part and truncates it, so the
 * writer needs to know nothing; offsets count every byte since the beginning and survive rotation. What is written in
 * the few microseconds between the last copy and the truncation is lost, the price of not standing between a task and its log.
 */
export class LogFile {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  /** The offset after the last byte. */
  end(): number {
    return this.#base(this.#parts()) + sizeOf(this.#path)
  }

  /** The first offset that is still there. */
  begin(): number {
    return this.#parts()[0]?.begin ?? 0
  }

  /** Reads from one part only, so a chunk may be shorter than asked for; empty at the end. */
  read(offset: number, maxBytes: number): LogChunk {
    const parts = this.#parts()
    const from = Math.max(offset, parts[0]?.begin ?? 0)
    const part = parts.find(({ begin, end }) => from >= begin && from < end)
    if (part !== undefined) return { offset: from, data: readAt(part.path, from - part.begin, maxBytes) }
    const base = this.#base(parts)
    return { offset: Math.max(from, base), data: readAt(this.#path, Math.max(from - base, 0), maxBytes) }
  }

  /** Moves what is there into a part where it is too long, and drops the oldest parts. */
  rotate({ maxBytes, keep }: LogLimits): void {
    if (sizeOf(this.#path) <= maxBytes) return
    const parts = this.#parts()
    const draft = `${this.#path}.tmp`
    copyFileSync(this.#path, draft)
    copyRest(this.#path, draft)
    renameSync(draft, `${this.#path}.${this.#base(parts)}`)
    truncateSync(this.#path)
    for (const part of parts.slice(0, Math.max(0, parts.length + 1 - keep))) rmSync(part.path, { force: true })
  }

  #base(parts: readonly Part[]): number {
    return parts.at(-1)?.end ?? 0
  }

  #parts(): Part[] {
    const folder = dirname(this.#path)
    const prefix = `${basename(this.#path)}.`
    if (!existsSync(folder)) return []
    return readdirSync(folder)
      .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
      .map((name) => partOf(join(folder, name), Number(name.slice(prefix.length))))
      .sort((a, b) => a.begin - b.begin)
  }
}

function partOf(path: string, begin: number): Part {
  return { path, begin, end: begin + sizeOf(path) }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function readAt(path: string, position: number, maxBytes: number): Buffer {
  if (!existsSync(path)) return Buffer.alloc(0)
  const fd = openSync(path, 'r')
  try {
    const length = Math.max(0, Math.min(maxBytes, fstatSync(fd).size - position))
    const buffer = Buffer.alloc(length)
    return buffer.subarray(0, readSync(fd, buffer, 0, length, position))
  } finally {
    closeSync(fd)
  }
}

/** What was written while the copy was made. */
function copyRest(from: string, to: string): void {
  const fd = openSync(to, 'a')
  try {
    for (let size = sizeOf(to); ; ) {
      const rest = readAt(from, size, 1024 * 1024)
      if (rest.length === 0) return
      writeSync(fd, rest)
      size += rest.length
    }
  } finally {
    closeSync(fd)
  }
}
