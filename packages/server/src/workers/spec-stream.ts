import type { SpecToSend } from '../log/worker-port.ts'

/** About the length of a message. */
const PART_CHARACTERS = 256 * 1024
/** So much may wait in the connection before the rest waits here, where what is stopped meanwhile is still known. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024

/** An attempt that a worker has to hear of. */
export interface SpecEntry {
  readonly spec: SpecToSend
  /** It is to end, if it has begun at all. */
  stop: boolean
  /** `start`: a commit has just assigned it. `wanted`: it was before. */
  readonly kind: 'start' | 'wanted'
}

export interface SpecStreamOptions {
  text(entry: SpecEntry): string
  /** Sends one message; calls back once it has left. */
  send(kind: SpecEntry['kind'], texts: readonly string[], left: () => void): void
  /** Bytes that wait in the connection. */
  waiting(): number
}

/**
 * Specs on their way to a worker: in parts, no faster than the worker takes them, and one of each workflow execution in
 * turn, so that an execution with many or large ones keeps no other waiting.
 */
export class SpecStream {
  readonly #options: SpecStreamOptions
  readonly #executions = new Map<number, SpecEntry[]>()
  readonly #entries = new Map<string, SpecEntry>()

  constructor(options: SpecStreamOptions) {
    this.#options = options
  }

  add(entries: readonly SpecEntry[]): void {
    for (const entry of entries) {
      const { attemptId, workflowExecutionId } = entry.spec
      const line = this.#executions.get(workflowExecutionId)
      if (line === undefined) this.#executions.set(workflowExecutionId, [entry])
      else line.push(entry)
      this.#entries.set(attemptId, entry)
    }
    this.#pump()
  }

  /** Whether the attempt was still here: then the worker hears of it together with its stop. */
  stop(attemptId: string): boolean {
    const entry = this.#entries.get(attemptId)
    if (entry !== undefined) entry.stop = true
    return entry !== undefined
  }

  #pump(): void {
    const { send, waiting } = this.#options
    while (this.#entries.size > 0 && waiting() <= MAX_WAITING_BYTES) {
      const { kind, texts } = this.#takePart()
      send(kind, texts, () => this.#pump())
    }
  }

  #takePart(): { kind: SpecEntry['kind']; texts: string[] } {
    const texts: string[] = []
    let kind: SpecEntry['kind'] | null = null
    for (let characters = 0; characters < PART_CHARACTERS; ) {
      const entry = this.#next(kind)
      if (entry === null) break
      kind = kindOf(entry)
      const text = this.#options.text(entry)
      texts.push(text)
      characters += text.length
    }
    return { kind: kind ?? 'start', texts }
  }

  /** The next in turn, null where there is none or it belongs into another message. */
  #next(kind: SpecEntry['kind'] | null): SpecEntry | null {
    for (const [executionId, line] of this.#executions) {
      const [entry] = line
      if (entry === undefined || (kind !== null && kind !== kindOf(entry))) return null
      line.shift()
      this.#executions.delete(executionId)
      if (line.length > 0) this.#executions.set(executionId, line)
      this.#entries.delete(entry.spec.attemptId)
      return entry
    }
    return null
  }
}

/** What is to end already must not begin. */
function kindOf({ stop, kind }: SpecEntry): SpecEntry['kind'] {
  return stop ? 'wanted' : kind
}
