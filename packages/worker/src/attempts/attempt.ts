import { startTimer } from '@aiflow/sdk/internal/time'
import type { AttemptSpec, Outcome, StopPhase } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptFiles } from '../journal/attempt-files.ts'
import type { FinishedRecord, StopMarker } from '../journal/attempt-journal.ts'
import { outlastShortage } from '../system/outlast-shortage.ts'
import type { AttemptFamily, AttemptProcess, ProcessEnd } from './attempt-process.ts'
import { AttemptReports } from './attempt-reports.ts'
import type { AttemptOptions, AttemptSurroundings } from './attempt-surroundings.ts'
import { type EndingOptions, endAttempt, endLeftovers } from './ending.ts'
import { finalOutcome, outcomeOfFailedStart } from './final-outcome.ts'
import type { HeldAttempt } from './held-attempt.ts'
import { launchAttempt } from './launch-attempt.ts'
import type { Launch, Launcher, MetricsSample, Sighting } from './launcher.ts'
import { type LocatedClaim, locateClaim } from './located-claim.ts'
import { refuseStart } from './refuse-start.ts'
import { tryUntilDone } from './try-until-done.ts'
import { watchLimits } from './watch-limits.ts'

/** How long a start waits for a shortage of the machine to pass. */
const START_LIMIT_MS = 30_000
const MARK_AGAIN_MS = 500
const NEVER = Promise.withResolvers<never>().promise

interface Ended {
  readonly end: ProcessEnd
  /** False if nothing of the attempt ran. */
  readonly begun: boolean
  /** The outcome instead, if the artifacts of a command could not be kept. */
  readonly unkept: Outcome | null
}

/**
 * One attempt, from its start or adoption to its last report.
 *
 *   waiting ──► running ──► ending ──► finished
 *      └────────────┴──────────────────────▲
 *
 * - `waiting` lasts until there are a snapshot and a process. A stop during it leaves a tombstone.
 * - `ending` follows a stop or a time-out, and lasts until nothing of the attempt is left. An attempt that ends naturally
 *   skips it, even if it left something behind that has to be ended.
 *
 * An attempt whose files are unreadable or gone may still be running. So before it is started, buried or reported as lost,
 * its processes are looked for. A process that is found is supervised, even if it has not written its claim.
 */
export class Attempt implements HeldAttempt {
  readonly id: string
  readonly storeId: string
  readonly files: AttemptFiles
  readonly #spec: AttemptSpec
  readonly #around: AttemptSurroundings
  readonly #reports: AttemptReports
  readonly #unwanted = new AbortController()
  readonly #abandoned = new AbortController()
  #state: 'waiting' | 'running' | 'ending' | 'finished' = 'waiting'
  #process: AttemptProcess | null = null
  #stopRequested = false
  /** Whether it is certain that nothing of it runs except what this worker starts. */
  #isSearched = false
  /** Whether something was started that may have claimed it, though the claim may be gone with its folder. */
  #isHandedOver = false
  #stop: StopMarker | null = null
  #finished: FinishedRecord | null = null
  #isAbandoned = false
  /** Set while it is being ended. Resolves when nothing of it is left. */
  #ending: Promise<void> | null = null

  constructor(options: AttemptOptions, around: AttemptSurroundings) {
    this.id = options.spec.attemptId
    this.storeId = options.storeId
    this.files = options.files
    this.#spec = options.spec
    this.#around = around
    this.#reports = new AttemptReports(options.spec, around)
  }

  get isFinished(): boolean {
    return this.#state === 'finished'
  }

  get process(): AttemptProcess | null {
    return this.isFinished ? null : this.#process
  }

  /** Starts it, or takes over what an earlier worker started. Resolves when the attempt is finished. */
  async run(fresh: boolean): Promise<void> {
    this.#isSearched = fresh
    try {
      if (fresh) await this.#launch(true)
      else await this.#recover()
    } catch (error) {
      if (this.#process !== null) this.#around.warn(error, this.id)
      // It cannot be reported as failed while its files cannot be used. It waits until they can.
      else
        await tryUntilDone(
          () => this.#failStart(error),
          (each) => this.#around.warn(each, this.id),
          this.#abandoned.signal,
        )
    }
  }

  /** Ends the attempt. Does nothing if it is ending or has ended. */
  requestStop(): void {
    if (this.#stopRequested || this.#state === 'finished') return
    this.#stopRequested = true
    if (this.#state !== 'waiting') this.#mark('stop')
    else if (this.#isSearched) this.#bury()
  }

  dismiss(): void {
    this.requestStop()
  }

  /** Leaves what runs to a later worker. Nothing is written or reported from here on. */
  abandon(): void {
    this.#isAbandoned = true
    this.#abandoned.abort()
  }

  /** Reports its progress again, unless such a report is still outstanding. */
  repeatReport(): void {
    if (this.#finished !== null) this.#reportFinished(this.#finished)
    else if (this.#process !== null) this.#reports.running(this.#process)
  }

  async #launch(fresh: boolean): Promise<void> {
    const problem = this.#launcher.startProblem(this.#spec)
    if (problem !== null) return this.#finish({ type: 'lost', message: problem }, this.files.claimedAt(), null)
    const launch = await outlastShortage((tries) => this.#launchWith(fresh && tries === 0), {
      limitMs: START_LIMIT_MS,
      signal: this.#unwanted.signal,
      waits: (error, tries) => this.#waitToLaunch(error, tries),
    })
    this.#isHandedOver = false
    if (this.isFinished) return this.#endUnwanted(launch)
    if (launch.type === 'failed') return this.#finish(launch.outcome, null, null)
    if (launch.type === 'claimed') return this.#recover()
    await this.#supervise(launch.process)
  }

  #launchWith(fresh: boolean): Promise<Launch> {
    const { storeId, files } = this
    const about = { spec: this.#spec, storeId, files, around: this.#around, fresh }
    return launchAttempt({
      ...about,
      signal: this.#unwanted.signal,
      handsOver: () => {
        this.#isHandedOver = true
      },
      tookBack: () => {
        this.#isHandedOver = false
      },
      takeMetrics: (sample) => this.#reports.metrics(sample),
    })
  }

  /** Its end is reported already, so nothing of it may go on. */
  async #endUnwanted(launch: Launch): Promise<void> {
    if (launch.type !== 'running') return
    await this.#outlast(() => endAttempt(this.#endingOptions(launch.process)))
    launch.process.release()
  }

  #waitToLaunch(error: unknown, tries: number): void {
    if (tries === 1) this.#around.warn(error, this.id)
    if (this.#stopRequested) this.#bury()
  }

  /** Finds out how far an earlier worker or its shim came: from the journal, or else from what runs. */
  async #recover(): Promise<void> {
    const [claim, finished] = await this.#outlast(() => [this.files.readClaim(), this.files.readFinished()] as const)
    if (finished !== null) return this.#reportFinished(finished)
    const located = await this.#outlast(() => locateClaim(claim, this.#launcher))
    if (located.type === 'running') return this.#adopt({ handle: located.handle, childLog: null })
    const sighting = await this.#outlast(() => this.#search())
    if (sighting !== null) return this.#adopt(sighting)
    if (located.type === 'ended') return this.#adopt({ handle: located.handle, childLog: null })
    if (located.type === 'none') return this.#launchUnlessStopped()
    await this.#finishGone(located)
  }

  /** Finds the process that runs it. If there is none, ends what is left of it, so that nothing of it runs. */
  async #search(): Promise<Sighting | null> {
    if (this.files.readOutcome() === null && this.#mayBeClaimed()) {
      const sighting = await this.#launcher.find(this.id)
      if (sighting !== null) return sighting
    }
    this.#isSearched = true
    if (!(await this.#around.finder.has(this.id))) return null
    const process = { ended: NEVER, askToStop: null, family: this.#around.finder.familyOf(this.id) }
    await endLeftovers(this.#endingOptions(process))
    return null
  }

  /** A tombstone refuses every start, unless the claim was made before, and removed with its folder. */
  #mayBeClaimed(): boolean {
    return this.#isHandedOver || !this.#isSearched || this.files.readClaim().type !== 'tombstone'
  }

  async #launchUnlessStopped(): Promise<void> {
    if (!this.#stopRequested) return this.#launch(false)
    this.#bury()
    // It was claimed in the meantime.
    if (!this.isFinished) await this.#recover()
  }

  async #finishGone(claim: LocatedClaim): Promise<void> {
    if (claim.type === 'tombstone') return this.#finish({ type: 'neverStarted' }, null, null)
    const message =
      claim.type === 'lost'
        ? claim.message
        : 'The worker was killed while it started the attempt, or the claim was damaged. No process of the attempt is left.'
    await this.#around.secrets.drained(this.#spec)
    const unkept = await this.#outlast(() => this.#leaveArtifacts())
    // An outcome on disk survives a restart of the machine. Processes do not.
    this.#finish(unkept ?? this.files.readOutcome() ?? { type: 'lost', message }, this.files.claimedAt(), null)
  }

  async #adopt({ handle, childLog }: Sighting): Promise<void> {
    const [found, stop] = await this.#outlast(() => [this.files.readRecord(), this.files.readStop()] as const)
    const record = found ?? { storeId: this.storeId, spec: this.#spec, childLog }
    if (found === null) this.#write(() => this.files.writeRecord(record))
    const takeMetrics = (sample: MetricsSample) => this.#reports.metrics(sample)
    const supervised = this.#supervise(this.#launcher.adopt({ files: this.files, record, handle, takeMetrics }))
    if (stop !== null) this.#mark(stop.reason)
    await supervised
  }

  async #supervise(process: AttemptProcess): Promise<void> {
    this.#process = process
    this.#state = 'running'
    this.#reports.running(process)
    if (this.#stopRequested) this.#mark('stop')
    const stopWatching = watchLimits({
      spec: this.#spec,
      startedAt: process.startedAt,
      livenessFile: this.files.folder.livenessFile,
      now: this.#around.now,
      exceeded: (reason) => this.#mark(reason),
    })
    const end = await process.ended
    stopWatching()
    if (this.#state === 'running') await this.#outlast(() => this.#finishNaturally(process, end))
    await this.#ending
  }

  async #finishNaturally(process: AttemptProcess, end: ProcessEnd): Promise<void> {
    if (!end.clean && (await this.#mayHaveLeft(process.family))) await endLeftovers(this.#endingOptions(process))
    await this.#around.secrets.drained(this.#spec)
    const unkept = await this.#leaveArtifacts()
    const begun = await this.#hasBegun(end)
    if (this.#state === 'running') this.#finishEnded(process, { end, begun, unkept })
  }

  /** Keeps the artifacts of a command. Returns the outcome instead if that failed. */
  async #leaveArtifacts(): Promise<Outcome | null> {
    if (this.files.readOutcome()?.type !== 'success') return null
    return this.#around.leaveArtifacts(this.#spec, this.#abandoned.signal)
  }

  /** After a failure another attempt may follow, so even processes that hide are looked for. */
  async #mayHaveLeft(family: AttemptFamily): Promise<boolean> {
    if (await family.mayRemain()) return true
    return this.files.readOutcome()?.type !== 'success' && family.remains()
  }

  /** False if its claim could not be written. */
  async #hasBegun(end: ProcessEnd): Promise<boolean> {
    if (end.refused !== true) return true
    return (await locateClaim(this.files.readClaim(), this.#launcher)).type !== 'incomplete'
  }

  /** Writes the reason before the first signal, then ends the attempt. A stop takes precedence over a time-out. */
  #mark(reason: StopMarker['reason']): void {
    try {
      this.#markOnce(reason)
    } catch (error) {
      this.#around.warn(error, this.id)
      startTimer(() => this.#mark(reason), MARK_AGAIN_MS)
    }
  }

  #markOnce(reason: StopMarker['reason']): void {
    const process = this.#process
    if (process === null || this.#state === 'finished' || this.#isAbandoned) return
    if (this.#stop === null && this.files.readStop() === null && this.files.readOutcome() !== null) return
    this.#stop = { reason }
    this.#write(() => this.files.writeStop({ reason }))
    if (this.#state === 'ending') return
    this.#state = 'ending'
    this.#ending = this.#end(process)
  }

  async #end(process: AttemptProcess): Promise<void> {
    await this.#outlast(() => endAttempt(this.#endingOptions(process)))
    const end = await process.ended
    await this.#around.secrets.drained(this.#spec)
    const begun = await this.#outlast(() => this.#hasBegun(end))
    await this.#outlast(() => this.#finishEnded(process, { end, begun, unkept: null }))
  }

  /** Waits for shortages of the machine to pass. */
  #outlast<T>(work: () => T | Promise<T>): Promise<T> {
    return outlastShortage(work, {
      waits: (error, tries) => {
        if (tries === 1) this.#around.warn(error, this.id)
      },
    })
  }

  #finishEnded(process: AttemptProcess, { end, begun, unkept }: Ended): void {
    const written = this.files.readOutcome()
    const outcome = unkept ?? finalOutcome({ written, end, begun, stop: this.#stop, spec: this.#spec })
    process.release()
    let logEnd: number | null = null
    this.#write(() => {
      logEnd = process.logEnd()
    })
    this.#finish(outcome, process.startedAt, logEnd)
  }

  async #failStart(error: unknown): Promise<void> {
    if (this.isFinished) return
    // A start that was under way before the error must not succeed after the end is reported. It may have succeeded already.
    if (!(await this.#outlast(() => refuseStart(this.files)))) return this.#recover()
    const sighting = this.#isHandedOver ? await this.#outlast(() => this.#search()) : null
    if (sighting !== null) return this.#adopt(sighting)
    this.#finish(this.#stopRequested ? { type: 'neverStarted' } : outcomeOfFailedStart(error), null, null)
  }

  /** Stops it before its start. If it is claimed already, the start is under way, and the stop follows once it runs. */
  #bury(): void {
    this.#write(() => this.#ensureRecord())
    let isBuried = false
    this.#write(() => {
      isBuried = refuseStart(this.files)
    })
    if (!isBuried) return
    this.#unwanted.abort()
    // What was started may have claimed the attempt in a folder that is gone. The launch finds out.
    if (this.#isHandedOver) return
    this.#finish({ type: 'neverStarted' }, null, null)
  }

  #finish(outcome: Outcome, startedAt: number | null, logEnd: number | null): void {
    if (this.isFinished || this.#isAbandoned) return
    const endedAt = (startedAt === null ? null : this.files.outcomeAt()) ?? this.#around.now()
    const finished = {
      outcome: this.#launcher.completeOutcome?.(outcome, this.files.folder, this.#spec) ?? outcome,
      startedAt: startedAt === null ? null : Math.round(startedAt),
      endedAt: Math.round(endedAt),
      logEnd,
      ...(this.files.readOutsideGone() ? { outsideGone: true } : {}),
    }
    const isWritten = this.#write(() => {
      this.#ensureRecord()
      this.files.writeFinished(finished)
    })
    this.#write(() => this.#around.secrets.remove(this.#spec))
    // A later worker cannot read the end, and must not start the attempt.
    if (!isWritten && startedAt === null) this.#write(() => refuseStart(this.files))
    this.#reportFinished(finished)
  }

  /** Tells later workers about the attempt, even if it never ran. */
  #ensureRecord(): void {
    if (this.files.readRecord() !== null) return
    this.files.writeRecord({ storeId: this.storeId, spec: this.#spec, childLog: null })
  }

  #reportFinished(finished: FinishedRecord): void {
    this.#state = 'finished'
    this.#finished = finished
    this.#reports.finished(finished)
  }

  /** A full disk must not keep an attempt from being ended and reported. Later workers then know less about it. */
  #write(write: () => void): boolean {
    try {
      write()
      return true
    } catch (error) {
      this.#around.warn(error, this.id)
      return false
    }
  }

  get #launcher(): Launcher {
    return this.#around.launcher(this.#spec)
  }

  #endingOptions(process: EndingOptions['process']): EndingOptions {
    const { stopTimeoutSeconds, graceSeconds } = this.#spec
    const report = (phase: StopPhase, error: string | null) => {
      if (this.#state === 'ending') this.#reports.stopping(phase, error)
    }
    const isLate = this.#stop !== null && this.#stop.reason !== 'stop'
    return { process, stopTimeoutSeconds, graceSeconds, isLate, report }
  }
}
