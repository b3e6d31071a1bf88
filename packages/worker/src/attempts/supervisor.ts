import type {
  AttemptSpec,
  MessageOf,
  Report,
  ServerMessage,
  WantedAttempt,
  WorkerMessage,
} from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptFiles } from '../journal/attempt-files.ts'
import { isAttemptId } from '../journal/attempt-id.ts'
import type { Journal } from '../journal/journal.ts'
import { Attempt } from './attempt.ts'
import type { FoundAttempt } from './attempt-finder.ts'
import type { AttemptProcess } from './attempt-process.ts'
import type { AttemptOptions, AttemptSurroundings } from './attempt-surroundings.ts'
import type { HeldAttempt } from './held-attempt.ts'
import { OutsideStop } from './outside-stop.ts'
import { StraySweep } from './stray-sweep.ts'
import { specOfUnrecorded } from './unrecorded.ts'

export interface SupervisorOptions {
  readonly journal: Journal
  readonly around: AttemptSurroundings
  /** Called with each attempt that has ended, once none of its processes is left. */
  gone(attemptId: string): void
  warn(message: string, details: Readonly<Record<string, unknown>>): void
}

/**
 * All attempts that this worker holds. The server says which attempts it wants, and may repeat that:
 *
 * - An attempt that it wants is started or stopped once.
 * - An attempt that it does not want is an orphan: the worker warns of it, and leaves it alone until the server says to stop it.
 */
export class Supervisor {
  readonly #journal: Journal
  readonly #around: AttemptSurroundings
  readonly #warn: SupervisorOptions['warn']
  readonly #attempts = new Map<string, HeldAttempt>()
  /**
   * What an earlier worker left and only the server knows enough about, and what it seems to be: attempts whose records are
   * damaged or gone, and attempts that have not begun.
   */
  readonly #unrecorded = new Map<string, FoundAttempt['kind']>()
  readonly #runs = new Set<Promise<void>>()
  readonly #strays: StraySweep
  #storeId: string | null = null
  /** Whether the server has been told what this worker found. */
  #isKnown = false

  constructor(options: SupervisorOptions) {
    this.#journal = options.journal
    this.#around = options.around
    this.#strays = new StraySweep(options.around.finder, options.gone)
    this.#warn = options.warn
  }

  /** Takes over the attempts that earlier workers left. */
  async recover(storeId: string | null): Promise<void> {
    this.#storeId = storeId
    // The ids may come from the environment of a process, which anybody can set.
    const found = (await this.#around.finder.inHome()).filter(({ attemptId }) => isAttemptId(attemptId))
    const kinds = new Map(found.map(({ attemptId, kind }) => [attemptId, kind]))
    for (const files of this.#journal.unsettled()) {
      const { attemptId } = files
      const record = files.readRecord()
      if (record === null || !hasBegun(files)) {
        this.#unrecorded.set(attemptId, kinds.get(attemptId) ?? record?.spec.operator.type ?? 'bash')
      } else this.#run(this.#held({ files, storeId: record.storeId, spec: record.spec }), false)
    }
    for (const [attemptId, kind] of kinds) {
      if (!this.#attempts.has(attemptId) && !this.#journal.isSettled(attemptId)) this.#unrecorded.set(attemptId, kind)
    }
  }

  get hasRunning(): boolean {
    return [...this.#attempts.values()].some((attempt) => !attempt.isFinished)
  }

  /** The processes of the attempts of the server's store, by attempt id. */
  running(): ReadonlyMap<string, AttemptProcess> {
    return new Map(this.#ofStore().flatMap(({ id, process }) => (process === null ? [] : [[id, process] as const])))
  }

  /** The attempts to report on connect. Attempts of another store are left out. */
  held(): MessageOf<WorkerMessage, 'hello'>['held'] {
    return this.#ofStore().map((attempt) => ({ attemptId: attempt.id, finished: attempt.isFinished }))
  }

  /** The ids of all attempts that have not ended, of whatever store. */
  allHeld(): string[] {
    return [...this.#attempts.values()].filter(({ isFinished }) => !isFinished).map(({ id }) => id)
  }

  /** Attempts that are not held, although an earlier worker left them. The server sends their specs if it wants them. */
  unrecorded(): string[] {
    return [...this.#unrecorded.keys()]
  }

  /** An older server lists everything in `wanted`, perhaps in several messages. */
  reconcile(welcome: MessageOf<ServerMessage, 'welcome'>): void {
    // What an earlier worker may have begun was wanted on the first connection.
    if (this.#isKnown) this.#journal.trustNewAttempts()
    this.#isKnown = true
    this.#storeId = welcome.storeId
    for (const attemptId of welcome.settled) this.settle(attemptId)
    for (const { attemptId, stop } of welcome.holds ?? []) this.#remind(attemptId, stop)
    this.want(welcome.wanted)
    const wanted = welcome.wanted.map(({ spec }) => spec.attemptId)
    this.#warnOfOrphans(new Set([...wanted, ...(welcome.holds ?? []).map(({ attemptId }) => attemptId)]))
  }

  want(wanted: readonly WantedAttempt[]): void {
    for (const { spec, stop } of wanted) {
      if (this.#isSettled(spec.attemptId)) this.#reportSettled(spec)
      else this.#want(spec, stop)
    }
  }

  /** Starts an attempt that was assigned just now, so no earlier worker has started it. */
  start(spec: AttemptSpec): void {
    const { attemptId } = spec
    const held = this.#attempts.get(attemptId)
    if (held !== undefined) return held.repeatReport()
    if (this.#journal.hasJustSettled(attemptId)) return this.#reportSettled(spec)
    const isFound = this.#unrecorded.has(attemptId)
    const attempt = this.#create(spec)
    this.#run(attempt, this.#createFiles(attempt) && !isFound)
  }

  /** Ends an attempt that the server no longer wants. An unknown attempt is left to the next `reconcile`, which brings its spec. */
  stop(attemptId: string): void {
    const held = this.#attempts.get(attemptId)
    if (held !== undefined) held.dismiss()
    else if (this.#unrecorded.has(attemptId)) this.#endUnrecorded(attemptId)
  }

  stopAll(): void {
    for (const attempt of this.#attempts.values()) attempt.requestStop()
  }

  /** Resolves when every attempt that was held at the call has ended. */
  async allEnded(): Promise<void> {
    await Promise.all(this.#runs)
  }

  /** Lets go of all attempts. They go on without this worker. */
  abandon(): void {
    this.#strays.stop()
    for (const attempt of this.#attempts.values()) attempt.abandon()
  }

  /** Called once the server has stored how the attempt ended. */
  settle(attemptId: string): void {
    const attempt = this.#attempts.get(attemptId)
    if (attempt !== undefined && !attempt.isFinished) return
    this.#attempts.delete(attemptId)
    try {
      this.#journal.settle(attemptId)
    } catch (error) {
      // The next worker reports it again, and the server answers that it is settled.
      this.#warn(`Attempt "${attemptId}" has ended, but that could not be noted.`, { attemptId, err: error })
    }
  }

  /** Whether a report may be sent to this server. */
  belongs(report: Report): boolean {
    return this.#attempts.get(report.attemptId)?.storeId === this.#storeId
  }

  /** True if it is new. If it could not be created, nothing is certain, and the attempt recovers. */
  #createFiles(attempt: HeldAttempt): boolean {
    try {
      return attempt.files.create()
    } catch {
      return false
    }
  }

  /** Holds an attempt that the server wants. It may be running already if its folder was lost. */
  #want(spec: AttemptSpec, stop: boolean): void {
    if (this.#remind(spec.attemptId, stop)) return
    const attempt = this.#create(spec)
    if (stop) attempt.requestStop()
    this.#run(attempt, false)
  }

  /** False if it is not held. */
  #remind(attemptId: string, stop: boolean): boolean {
    const held = this.#attempts.get(attemptId)
    if (stop) held?.requestStop()
    held?.repeatReport()
    return held !== undefined
  }

  #isSettled(attemptId: string): boolean {
    return !this.#attempts.has(attemptId) && this.#journal.isSettled(attemptId)
  }

  /** The server has forgotten that it stored the end of this attempt, which must not start again. */
  #reportSettled(spec: AttemptSpec): void {
    const files = this.#journal.find(spec.attemptId)
    if (files !== null) this.#run(this.#held({ files, storeId: this.#storeId ?? '', spec }), false)
  }

  #create(spec: AttemptSpec): HeldAttempt {
    this.#unrecorded.delete(spec.attemptId)
    const files = this.#journal.files(spec)
    const attempt = this.#held({ files, storeId: this.#storeId ?? '', spec })
    this.#attempts.set(attempt.id, attempt)
    return attempt
  }

  #held(options: AttemptOptions): HeldAttempt {
    return new (options.spec.purpose === 'stopOutside' ? OutsideStop : Attempt)(options, this.#around)
  }

  #run(attempt: HeldAttempt, fresh: boolean): void {
    this.#attempts.set(attempt.id, attempt)
    const run = attempt.run(fresh).finally(() => this.#runs.delete(run))
    void run.then(() => attempt.isFinished && this.#strays.note(attempt.id))
    this.#runs.add(run)
  }

  #ofStore(): HeldAttempt[] {
    return [...this.#attempts.values()].filter((attempt) => attempt.storeId === this.#storeId)
  }

  #warnOfOrphans(wanted: ReadonlySet<string>): void {
    for (const attemptId of this.#unrecorded.keys()) if (!wanted.has(attemptId)) void this.#putAside(attemptId)
    for (const attempt of this.#attempts.values()) {
      const attemptId = attempt.id
      if (attempt.isFinished && attempt.storeId !== this.#storeId) this.settle(attemptId)
      if (!attempt.isFinished && !wanted.has(attemptId)) this.#warnOfOrphan(attemptId)
    }
  }

  /** Settles an attempt without a record that the server does not want, unless something of it runs. Its log remains. */
  async #putAside(attemptId: string): Promise<void> {
    const isLiving = await this.#mayLive(attemptId)
    if (!this.#unrecorded.has(attemptId)) return
    if (isLiving) return this.#warnOfOrphan(attemptId)
    this.#unrecorded.delete(attemptId)
    this.settle(attemptId)
  }

  async #mayLive(attemptId: string): Promise<boolean> {
    const { finder } = this.#around
    try {
      return (await finder.has(attemptId)) || (await finder.inHome()).some((found) => found.attemptId === attemptId)
    } catch (error) {
      this.#around.warn(error, attemptId)
      return true
    }
  }

  /** Takes over an attempt without a record in order to end it. */
  #endUnrecorded(attemptId: string): void {
    const kind = this.#unrecorded.get(attemptId) ?? 'bash'
    const attempt = this.#create(specOfUnrecorded(attemptId, { bootId: this.#around.bootId, kind }))
    attempt.requestStop()
    this.#run(attempt, false)
  }

  #warnOfOrphan(attemptId: string): void {
    this.#warn(
      `Attempt "${attemptId}" is running, but the server does not want it. It is left alone until the server says to stop it.`,
      { attemptId },
    )
  }
}

/** Whether anything of it may have run, or its end is written. */
function hasBegun(files: AttemptFiles): boolean {
  return files.readClaim().type !== 'none' || files.readFinished() !== null
}
