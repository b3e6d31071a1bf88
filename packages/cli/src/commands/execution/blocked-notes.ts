import type { AIFlowClient } from '@aiflow/sdk/client'
import { wait } from '@aiflow/sdk/internal/time'
import { blockedLine } from '../../output/lines/blocked-lines.ts'
import type { Printer } from '../../output/printing/printer.ts'

/** How long to wait after a change, so that what follows from it is not told of as missing. */
const AFTER_CHANGE_MS = 1000
/** How often to look where nothing changes: an event that was judged without effect causes no change. */
const EVERY_MS = 10_000

/** Says once, and again when it changes, what keeps an execution from going on by itself. */
export class BlockedNotes {
  readonly #printer: Printer
  readonly #id: number
  #told: string | null = null
  #change = Promise.withResolvers<void>()

  constructor(printer: Printer, id: number) {
    this.#printer = printer
    this.#id = id
  }

  /** Call when a status has changed. */
  noteChange(): void {
    this.#change.resolve()
  }

  /** Looks until the signal is aborted. Never throws: what goes wrong here also concerns the wait, which says so. */
  async run(client: AIFlowClient, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(AFTER_CHANGE_MS, signal)
      this.#change = Promise.withResolvers()
      const look = client.workflowExecutions.get(this.#id, { signal, tasks: 'none' })
      await look.then(
        (execution) => this.#tell(blockedLine(execution)),
        () => undefined,
      )
      await this.#nextChange(signal)
    }
  }

  #tell(line: string | null): void {
    if (line !== null && line !== this.#told) this.#printer.note(line)
    this.#told = line
  }

  async #nextChange(signal: AbortSignal): Promise<void> {
    const over = new AbortController()
    await Promise.race([this.#change.promise, pause(EVERY_MS, AbortSignal.any([signal, over.signal]))])
    over.abort()
  }
}

/** Ends early when the signal is aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return wait(ms, { signal }).catch(() => undefined)
}
