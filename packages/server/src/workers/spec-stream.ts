import type { SpecToSend } from '../log/worker-port.ts'

/** Approximate length of a message. */
const PART_CHARACTERS = 256 * 1024
/**
 * Maximum bytes that wait in the connection. The rest waits here, where an attempt can still be stopped before it is
 * sent.
 */
const MAX_WAITING_BYTES = 4 * 1024 * 1024

/** An attempt to send to a worker. */
export interface SpecEntry {
  readonly spec: SpecToSend
  /** The attempt must end, if it has begun at all. */
  stop: boolean
  /** `start`: a commit has just assigned it. `wanted`: it was assigned before. */
  readonly kind: 'start' | 'wanted'
}

export interface SpecStreamOptions {
  text(entry: SpecEntry): string
  /** Sends one message, and calls back once it has left. */
  send(kind: SpecEntry['kind'], texts: readonly string[], left: () => void): void
  /** Bytes that wait in the connection. */
  waiting(): number
}

/**
 * Specs on their way to a worker. They are sent in parts, no faster than the worker reads them, and one of each
 * workflow execution in turn. So an execution with many or large ones does not hold up others.
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

  /** Whether the attempt was not sent yet. Then it is sent together with its stop. */
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

  /** The next one in turn; null if there is none, or it belongs in another message. */
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

/** An attempt that must end must not begin. */
function kindOf({ stop, kind }: SpecEntry): SpecEntry['kind'] {
  return stop ? 'wanted' : kind
}
