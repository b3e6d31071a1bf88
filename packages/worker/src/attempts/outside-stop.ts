import { wait } from '@aiflow/sdk/internal/time'
import type { AttemptSpec, MessageOf, Outcome, Report } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptFiles } from '../journal/attempt-files.ts'
import { Attempt } from './attempt.ts'
import type { AttemptProcess } from './attempt-process.ts'
import type { AttemptOptions, AttemptSurroundings } from './attempt-surroundings.ts'
import type { HeldAttempt } from './held-attempt.ts'

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 60_000

type Finished = MessageOf<Report, 'finished'>

/**
 * Stops work outside whose process has gone, by the handle of that work alone. It tries again with growing pauses until the
 * operator's `stop` confirms the end, and only then reports it. Each try is an attempt in the same folder.
 */
export class OutsideStop implements HeldAttempt {
  readonly id: string
  readonly storeId: string
  readonly files: AttemptFiles
  readonly #spec: AttemptSpec
  readonly #around: AttemptSurroundings
  readonly #abandoned = new AbortController()
  readonly #dismissed = new AbortController()
  #attempt: Attempt | null = null
  #finished: Finished | null = null
  #lastError: string | null = null
  #reports = 0

  constructor({ files, storeId, spec }: AttemptOptions, around: AttemptSurroundings) {
    this.id = spec.attemptId
    this.storeId = storeId
    this.files = files
    this.#around = around
    this.#spec = { ...spec, bootId: around.bootId, timeoutSeconds: spec.stopTimeoutSeconds }
  }

  get isFinished(): boolean {
    return this.#finished !== null
  }

  get process(): AttemptProcess | null {
    return this.#attempt?.process ?? null
  }

  async run(fresh: boolean): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS
    for (let isNew = fresh; ; isNew = true) {
      const finished = await this.#try(isNew)
      if (this.#abandoned.signal.aborted) return
      if (finished?.outcome.type === 'success') return this.#confirm(finished)
      if (this.#dismissed.signal.aborted) return this.#leaveToOthers()
      this.#tellError(`${describe(finished?.outcome)} It will be retried in ${pauseMs / 1000} s.`)
      const signal = AbortSignal.any([this.#abandoned.signal, this.#dismissed.signal])
      await wait(pauseMs, { signal }).catch(() => undefined)
      if (this.#abandoned.signal.aborted) return
      if (this.#dismissed.signal.aborted) return this.#leaveToOthers()
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
      this.files.folder.beginAnew()
    }
  }

  /** It is a stop itself, so there is nothing to do. */
  requestStop(): void {}

  /** Another worker takes over, or the work no longer has to be stopped. */
  dismiss(): void {
    this.#dismissed.abort()
    this.#attempt?.requestStop()
  }

  abandon(): void {
    this.#abandoned.abort()
    this.#attempt?.abandon()
  }

  repeatReport(): void {
    if (this.#finished !== null) this.#around.report(`${this.id}:finished`, this.#finished)
    else if (this.#lastError !== null) this.#reportError(this.#lastError)
  }

  async #try(isNew: boolean): Promise<Finished | null> {
    let finished: Finished | null = null
    const report = (_id: string, told: Report) => {
      if (told.type === 'finished') finished = told
    }
    const { files, storeId } = this
    this.#attempt = new Attempt({ files, storeId, spec: this.#spec }, { ...this.#around, report })
    await this.#attempt.run(isNew)
    return finished
  }

  #confirm(finished: Finished): void {
    this.#finished = { ...finished, outsideGone: true }
    this.repeatReport()
  }

  #leaveToOthers(): void {
    const outcome = { type: 'stopped', message: 'The server no longer waits for it.' } as const
    this.#finished = { type: 'finished', attemptId: this.id, outcome, startedAt: null, endedAt: this.#around.now() }
    this.repeatReport()
  }

  #tellError(error: string): void {
    this.#lastError = error
    this.#reports += 1
    this.#reportError(error)
  }

  #reportError(error: string): void {
    const report = { type: 'stopping', attemptId: this.id, phase: 'outside', error } as const
    this.#around.report(`${this.id}:outside:${this.#reports}`, report)
  }
}

function describe(outcome: Outcome | undefined): string {
  const message = outcome !== undefined && 'message' in outcome ? outcome.message : null
  return `The work outside could not be stopped: ${message ?? 'its stop was not started.'}`
}
