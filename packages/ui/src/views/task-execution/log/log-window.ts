import type { LogChunk, ReadLogsOptions, TaskExecutionRef, TaskExecutionsClient } from '@aiflow/sdk/client'
import { indexOfOffset, type LogLine, linesOf, withFollowing } from './log-line-parts.ts'

const CHUNK_BYTES = 131_072
/** Maximum number of lines in memory: a few times the size of one read. */
const MOST_LINES = 50_000

/** A place in a log. */
export type LogPlace =
  | { readonly type: 'start' | 'end' }
  | { readonly type: 'offset'; readonly offset: number }
  | { readonly type: 'line'; readonly line: number }
  | { readonly type: 'since'; readonly time: number }

/** The loaded part of a log, and where it lies. */
export interface LogPart {
  readonly lines: readonly LogLine[]
  /** The number of its first line among the lines that still exist, if known. */
  readonly firstNumber: number | null
  /** The first loaded byte, and the one after the last. */
  readonly from: number
  readonly to: number
  /** The first byte that still exists, and the end of the log at the last read. */
  readonly begin: number
  readonly end: number
  /** The log is complete. */
  readonly complete: boolean
  readonly isLoading: boolean
  readonly isFollowing: boolean
  readonly error: unknown
  /** The line that was jumped to: it is shown first. */
  readonly target: number | 'end' | null
}

const NOTHING: LogPart = {
  lines: [],
  firstNumber: null,
  from: 0,
  to: 0,
  begin: 0,
  end: 0,
  complete: false,
  isLoading: true,
  isFollowing: false,
  error: null,
  target: null,
}

/** Whose log it is: a task execution, or an item of a task over a list. */
export interface LogRef extends TaskExecutionRef {
  readonly item?: number | undefined
}

export interface LogWindowOptions {
  readonly client: Pick<TaskExecutionsClient, 'readLogs' | 'followLogs'>
  readonly ref: LogRef
  readonly attempt: number
}

/**
 * Holds the visible part of a log of any length. It reads more near both ends, and drops what is far away. Only one
 * read runs at a time. It follows the end of the log until the reader scrolls back.
 */
export class LogWindow {
  readonly #options: LogWindowOptions
  readonly #listeners = new Set<() => void>()
  #part: LogPart = NOTHING
  #ending = new AbortController()
  #following: AbortController | null = null
  #isPaused = false
  /** Follow again after the pause. */
  #isWanted = false
  #place: LogPlace = { type: 'end' }

  constructor(options: LogWindowOptions) {
    this.#options = options
  }

  readonly part = (): LogPart => this.#part
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Drops the loaded part and reads at another place. */
  async open(place: LogPlace): Promise<void> {
    this.stop()
    this.#place = place
    this.#ending = new AbortController()
    const { signal } = this.#ending
    this.#set({ ...NOTHING, complete: this.#part.complete })
    await this.#reading(async () => {
      const chunk = await this.#read(toQuery(place))
      if (signal.aborted) return
      this.#set({
        ...this.#part,
        ...heldBy(chunk),
        firstNumber: firstNumberOf(place, chunk),
        target: targetOf(place, chunk),
      })
    })
  }

  /** Retries a failed read. */
  async again(): Promise<void> {
    await this.open(this.#place)
  }

  stop(): void {
    this.unfollow()
    this.#ending.abort()
  }

  async loadBefore(): Promise<void> {
    const { from, begin, isLoading } = this.#part
    if (isLoading || from <= begin) return
    const { signal } = this.#ending
    await this.#reading(async () => {
      const offset = Math.max(begin, from - CHUNK_BYTES)
      const aligned = await this.#read({ offset, maxBytes: from - offset, align: 'line' })
      // A line that is longer than one read is shown in pieces.
      const isWhole = aligned.data !== '' && aligned.nextOffset === from
      const chunk = isWhole ? aligned : await this.#read({ offset, maxBytes: from - offset })
      if (!signal.aborted) this.#set(preceded(this.#part, chunk))
    })
  }

  async loadAfter(): Promise<void> {
    const { to, end, isLoading, isFollowing } = this.#part
    if (isLoading || isFollowing || to >= end) return
    const { signal } = this.#ending
    await this.#reading(async () => {
      const chunk = await this.#read({ offset: to })
      if (!signal.aborted) this.#set(followed(this.#part, chunk))
    })
  }

  /** Follows the log as it is written. */
  follow(): void {
    const { complete, isLoading, error } = this.#part
    if (this.#following !== null || complete || isLoading || error !== null) return
    if (this.#isPaused) {
      this.#isWanted = true
      return
    }
    const following = new AbortController()
    this.#following = following
    this.#set({ ...this.#part, isFollowing: true })
    void this.#follow(following.signal)
  }

  /** Stops following while the page is hidden, and resumes when it is visible. */
  pause(): void {
    this.#isWanted = this.#part.isFollowing
    this.#isPaused = true
    this.unfollow()
  }

  resume(): void {
    this.#isPaused = false
    if (this.#isWanted) this.follow()
  }

  unfollow(): void {
    this.#following?.abort()
    this.#following = null
    if (this.#part.isFollowing) this.#set({ ...this.#part, isFollowing: false })
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { client, ref, attempt } = this.#options
    try {
      for await (const chunk of client.followLogs(ref, { item: ref.item, offset: this.#part.to, attempt, signal })) {
        if (signal.aborted) return
        if (chunk.data !== '' || chunk.complete) this.#set(followed(this.#part, chunk))
      }
      if (!signal.aborted) this.#set({ ...this.#part, complete: true, isFollowing: false })
    } catch (error) {
      if (!signal.aborted) this.#set({ ...this.#part, error, isFollowing: false })
    } finally {
      if (this.#following?.signal === signal) this.#following = null
    }
  }

  #read(query: ReadLogsOptions): Promise<LogChunk> {
    const { client, ref, attempt } = this.#options
    return client.readLogs(ref, {
      item: ref.item,
      maxBytes: CHUNK_BYTES,
      ...query,
      attempt,
      signal: this.#ending.signal,
    })
  }

  async #reading(work: () => Promise<void>): Promise<void> {
    const { signal } = this.#ending
    this.#set({ ...this.#part, isLoading: true, error: null })
    try {
      await work()
      if (!signal.aborted) this.#set({ ...this.#part, isLoading: false })
    } catch (error) {
      if (!signal.aborted) this.#set({ ...this.#part, isLoading: false, error })
    }
  }

  #set(part: LogPart): void {
    this.#part = part
    for (const listener of this.#listeners) listener()
  }
}

function toQuery(place: LogPlace): ReadLogsOptions {
  switch (place.type) {
    case 'start':
      return { offset: 0, align: 'line' }
    case 'end':
      return { offset: -CHUNK_BYTES, align: 'line' }
    case 'offset':
      return { offset: place.offset, align: 'line' }
    case 'line':
      return { line: place.line }
    case 'since':
      return { since: place.time }
  }
}

type Held = Pick<LogPart, 'lines' | 'from' | 'to' | 'begin' | 'end' | 'complete'>

function heldBy(chunk: LogChunk): Held {
  const { offset, nextOffset, begin = offset, end = nextOffset, complete } = chunk
  return { lines: linesOf(chunk), from: offset, to: nextOffset, begin, end, complete }
}

function firstNumberOf(place: LogPlace, { offset, begin = 0 }: LogChunk): number | null {
  if (offset <= begin) return 1
  return place.type === 'line' && place.line > 0 ? place.line : null
}

function targetOf({ type }: LogPlace, { offset }: LogChunk): number | 'end' {
  return type === 'end' ? 'end' : offset
}

/** Drops lines at the end if there are too many. */
function preceded(part: LogPart, chunk: LogChunk): LogPart {
  const before = linesOf(chunk)
  const lines = [...before, ...part.lines]
  const { begin = part.begin, end = part.end } = chunk
  const firstNumber = chunk.offset <= begin ? 1 : part.firstNumber === null ? null : part.firstNumber - before.length
  const kept = { ...part, firstNumber, from: chunk.offset, begin, end }
  const behind = lines[MOST_LINES]
  return behind === undefined ? { ...kept, lines } : { ...kept, lines: lines.slice(0, MOST_LINES), to: behind.offset }
}

/** Drops lines at the beginning if there are too many. */
function followed(part: LogPart, chunk: LogChunk): LogPart {
  const { nextOffset, begin = part.begin, end = nextOffset, complete } = chunk
  const lines = withFollowing(part.lines, part.to, chunk)
  const next = { ...part, to: nextOffset, begin, end: Math.max(end, nextOffset), complete }
  const dropped = lines.length - MOST_LINES
  const first = lines[dropped]
  if (dropped <= 0 || first === undefined) return { ...next, lines }
  const firstNumber = part.firstNumber === null ? null : part.firstNumber + dropped
  return { ...next, lines: lines.slice(dropped), from: first.offset, firstNumber }
}

/** The index of a byte among the loaded lines. */
export function rowOf({ lines }: Pick<LogPart, 'lines'>, target: number | 'end'): number {
  return target === 'end' ? lines.length - 1 : indexOfOffset(lines, target)
}
