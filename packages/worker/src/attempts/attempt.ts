import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import { msOf, startDeadline, startTimer, timeAfter } from '@aiflow/sdk/internal/time'
import type { AttemptSpec, Outcome, Report, StopPhase } from '@aiflow/sdk/internal/worker-protocol'
import { ChangedBundle } from '../children/changed-bundle.ts'
import type { MetricsSample } from '../children/messages.ts'
import { CLAIMED_BY_ANOTHER } from '../commands/shim.ts'
import { isFileError } from '../journal/atomic-file.ts'
import type { AttemptFolder, AttemptRecord, FinishedRecord, StopMarker } from '../journal/attempt-folder.ts'
import type { Claim } from '../journal/claim.ts'
import { couldNotStart } from '../journal/outcome-line.ts'
import type { Snapshot } from '../link/snapshot-cache.ts'
import type { Cgroup } from '../machine/cgroups.ts'
import { outlastShortage } from '../machine/outlast-shortage.ts'
import { ProcessFamily } from '../machine/process-family.ts'
import { isRunning, type ProcessIdentity, type ProcessTable } from '../machine/process-table.ts'
import { shortageOf } from '../machine/shortage.ts'
import type { AttemptProcess, Launch, Launcher, ProcessEnd, Sighting } from './attempt-process.ts'
import { type EndingOptions, endAttempt, endLeftovers } from './ending.ts'
import { finalOutcome } from './final-outcome.ts'
import type { HeldAttempt } from './held-attempt.ts'
import { watchLiveness } from './liveness.ts'

/** Samples of one attempt that are kept for a server that is away. */
const WAITING_METRICS = 360

/** For so long a start waits for what the machine is short of. */
const START_LIMIT_MS = 30_000
const MARK_AGAIN_MS = 500
/** A bundle that was changed is fetched again; one that is changed all the time fails the attempt. */
const MAX_BUNDLES = 3
const NEVER = Promise.withResolvers<never>().promise

export interface AttemptSurroundings {
  readonly table: ProcessTable
  readonly now: () => number
  readonly serverUrl: () => string
  snapshot(hash: string, signal: AbortSignal): Promise<Snapshot>
  /** Brings the large parts of a spec into the folder of its attempt; resolves with the spec to start with. */
  complete(spec: AttemptSpec, folder: AttemptFolder, signal: AbortSignal): Promise<AttemptSpec>
  launcher(spec: AttemptSpec): Launcher
  /** Whether any process belongs to an attempt: cheap, and without a word from its files. */
  mayLive(attemptId: string): boolean
  cgroup(attemptId: string): Cgroup
  /** Null where all is kept that the command left; else how the attempt ends instead. */
  leaveArtifacts(spec: AttemptSpec, signal: AbortSignal): Promise<Outcome | null>
  report(id: string, report: Report): void
  /** Tells of an error that the attempt goes on after. */
  warn(error: unknown, attemptId: string): void
}

export interface AttemptOptions {
  readonly folder: AttemptFolder
  readonly storeId: string
  readonly spec: AttemptSpec
}

/**
 * One attempt, from its start or adoption to its last report.
 *
 *   waiting ──► running ──► ending ──► finished
 *      └────────────┴──────────────────────▲
 *
 * `waiting` needs the snapshot and a process; a stop in it leaves a tombstone. `ending` lasts until no process is left,
 * for a stop and for a time-out; what an attempt leaves behind after its own end is ended without that word.
 *
 * Where files cannot be read, or are gone, it may live: before it is started, buried or told as lost, its processes are
 * looked for. One that is found is supervised, whatever keeps it from writing its claim.
 */
export class Attempt implements HeldAttempt {
  readonly id: string
  readonly storeId: string
  readonly folder: AttemptFolder
  readonly #spec: AttemptSpec
  readonly #around: AttemptSurroundings
  readonly #unwanted = new AbortController()
  readonly #abandoned = new AbortController()
  #state: 'waiting' | 'running' | 'ending' | 'finished' = 'waiting'
  #process: AttemptProcess | null = null
  #stopRequested = false
  /** Nothing of it runs but what this worker starts. */
  #isSearched = false
  #stop: StopMarker | null = null
  #finished: FinishedRecord | null = null
  #isAbandoned = false
  /** Resolves when nothing of it is left, where it is being ended. */
  #ending: Promise<void> | null = null
  #stoppingReports = 0
  #metricsReports = 0

  constructor(options: AttemptOptions, around: AttemptSurroundings) {
    this.id = options.spec.attemptId
    this.storeId = options.storeId
    this.folder = options.folder
    this.#spec = options.spec
    this.#around = around
  }

  get isFinished(): boolean {
    return this.#state === 'finished'
  }

  get leader(): ProcessIdentity | null {
    return this.isFinished ? null : (this.#process?.leader ?? null)
  }

  /** Starts it, or takes over what an earlier worker started; resolves when the attempt is finished. */
  async run(fresh: boolean): Promise<void> {
    this.#isSearched = fresh
    try {
      if (fresh) await this.#launch(true)
      else await this.#recover()
    } catch (error) {
      if (this.#process !== null) this.#around.warn(error, this.id)
      else await this.#failStart(error).catch((unfinished: unknown) => this.#around.warn(unfinished, this.id))
    }
  }

  /** Ends the attempt; does nothing where it is ending or has ended. */
  requestStop(): void {
    if (this.#stopRequested || this.#state === 'finished') return
    this.#stopRequested = true
    if (this.#state !== 'waiting') this.#mark('stop')
    else if (this.#isSearched) this.#bury()
  }

  dismiss(): void {
    this.requestStop()
  }

  /** Leaves what runs to a later worker: nothing is written down or reported from here on. */
  abandon(): void {
    this.#isAbandoned = true
    this.#abandoned.abort()
  }

  /** Reports how far it is once more; a report that is outstanding is not doubled. */
  repeatReport(): void {
    if (this.#state === 'finished') this.#reportFinished()
    else if (this.#process !== null) this.#reportRunning(this.#process)
  }

  async #launch(fresh: boolean): Promise<void> {
    if (this.#spec.bootId !== this.#around.table.bootId) return this.#finishLost('The machine was started anew.')
    const launch = await outlastShortage((tries) => this.#tryLaunch(fresh && tries === 0), {
      limitMs: START_LIMIT_MS,
      signal: this.#unwanted.signal,
      waits: (error, tries) => this.#waitToLaunch(error, tries),
    })
    if (this.isFinished) return
    if (launch.type === 'failed') return this.#finish(launch.outcome, null, null)
    if (launch.type === 'claimed') return this.#recover()
    await this.#supervise(launch.process)
  }

  async #tryLaunch(fresh: boolean): Promise<Launch> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#launchOnce(fresh && tries === 1)
      } catch (error) {
        if (!(error instanceof ChangedBundle) || tries === MAX_BUNDLES) throw error
        this.#around.warn(error, this.id)
      }
    }
  }

  async #launchOnce(fresh: boolean): Promise<Launch> {
    const signal = this.#unwanted.signal
    const snapshot = await this.#around.snapshot(this.#spec.snapshotHash, signal)
    const spec = await this.#around.complete(this.#spec, this.folder, signal)
    // Stopped meanwhile, its end may have been told and its folder be gone: a start would find no tombstone there.
    signal.throwIfAborted()
    return this.#around.launcher(this.#spec).launch({
      folder: this.folder,
      fresh,
      record: { storeId: this.storeId, spec: this.#spec },
      spec,
      snapshot,
      serverUrl: this.#around.serverUrl(),
      signal,
      takeMetrics: (sample) => this.#reportMetrics(sample),
    })
  }

  #waitToLaunch(error: unknown, tries: number): void {
    if (tries === 1) this.#around.warn(error, this.id)
    if (this.#stopRequested) this.#bury()
  }

  /** The journal tells how far an earlier worker, or its shim, came; where it does not, the processes do. */
  async #recover(): Promise<void> {
    const [claim, finished] = await this.#outlast(() => [this.folder.readClaim(), this.folder.readFinished()] as const)
    if (finished !== null) return this.#restoreFinished(finished)
    const { bootId } = this.#around.table
    const leader = claim.type === 'process' && claim.bootId === bootId ? claim.leader : null
    if (leader !== null && isRunning(this.#around.table, leader)) return this.#adopt({ leader, childLog: null })
    const sighting = await this.#outlast(() => this.#search())
    if (sighting !== null) return this.#adopt(sighting)
    if (leader !== null) return this.#adopt({ leader, childLog: null })
    if (claim.type === 'none') return this.#launchUnlessStopped()
    await this.#finishGone(claim)
  }

  /** What runs it. What it left without that is ended, so that nothing of it lives where there is no such process. */
  async #search(): Promise<Sighting | null> {
    if (this.folder.readOutcome() === null && this.#mayBeClaimed()) {
      const sighting = this.#around.launcher(this.#spec).find(this.id)
      if (sighting !== null) return sighting
    }
    this.#isSearched = true
    if (!this.#around.mayLive(this.id)) return null
    const process = { ended: NEVER, askToStop: null }
    await endLeftovers(this.#endingOptions(process, this.#family(null, this.#around.cgroup(this.id))))
    return null
  }

  /** Behind a tombstone nothing begins, so what is there is waiting in vain. */
  #mayBeClaimed(): boolean {
    return this.folder.readClaim().type !== 'tombstone'
  }

  async #launchUnlessStopped(): Promise<void> {
    if (!this.#stopRequested) return this.#launch(false)
    this.#bury()
    // Somebody has claimed it since.
    if (!this.isFinished) await this.#recover()
  }

  async #finishGone(claim: Claim): Promise<void> {
    if (claim.type === 'tombstone') return this.#finish({ type: 'neverStarted' }, null, null)
    const message =
      claim.type === 'process'
        ? 'The machine was started anew while the attempt ran.'
        : 'The worker was killed as the attempt began, or its claim was damaged, and no process of it is left.'
    const unkept = await this.#outlast(() => this.#leaveArtifacts())
    // Outcomes on disk outlive a boot, processes do not.
    this.#finish(unkept ?? this.folder.readOutcome() ?? { type: 'lost', message }, this.folder.claimedAt(), null)
  }

  async #adopt({ leader, childLog }: Sighting): Promise<void> {
    const [found, stop] = await this.#outlast(() => [this.folder.readRecord(), this.folder.readStop()] as const)
    const record = found ?? { storeId: this.storeId, spec: this.#spec, childLog }
    if (found === null) this.#write(() => this.#writeRecord(record))
    const takeMetrics = (sample: MetricsSample) => this.#reportMetrics(sample)
    const launcher = this.#around.launcher(this.#spec)
    const supervised = this.#supervise(launcher.adopt({ folder: this.folder, record, leader, takeMetrics }))
    if (stop !== null) this.#mark(stop.reason)
    await supervised
  }

  async #supervise(process: AttemptProcess): Promise<void> {
    this.#process = process
    this.#state = 'running'
    this.#reportRunning(process)
    if (this.#stopRequested) this.#mark('stop')
    const stopWatching = this.#watch(process)
    const end = await process.ended
    stopWatching()
    if (this.#state === 'running') await this.#outlast(() => this.#finishNaturally(process, end))
    await this.#ending
  }

  /** Its limits of time, until it has ended. */
  #watch(process: AttemptProcess): () => void {
    const { timeoutSeconds: limit, livenessSeconds } = this.#spec
    const stops: (() => void)[] = []
    if (limit !== null) {
      const deadline = startDeadline(
        () => this.#mark('timeout'),
        timeAfter(process.startedAt, msOf(limit)),
        this.#around.now,
      )
      stops.push(() => deadline.stop())
    }
    if (livenessSeconds) {
      const file = this.folder.livenessFile
      stops.push(watchLiveness({ file, livenessSeconds, silent: () => this.#mark('unresponsive') }))
    }
    return () => {
      for (const stop of stops) stop()
    }
  }

  async #finishNaturally(process: AttemptProcess, end: ProcessEnd): Promise<void> {
    const family = this.#family(process.leader, process.cgroup)
    if (!end.clean && (family.hasLeftovers() || this.#mayHaveStrays(family)))
      await endLeftovers(this.#endingOptions(process, family))
    const unkept = await this.#leaveArtifacts()
    if (this.#state === 'running') this.#finishEnded(process, end, unkept)
  }

  /** How it ends instead where what a command left could not be kept. */
  async #leaveArtifacts(): Promise<Outcome | null> {
    if (this.#spec.operator.type !== 'bash' || this.folder.readOutcome()?.type !== 'success') return null
    return this.#around.leaveArtifacts(this.#spec, this.#abandoned.signal)
  }

  /** Another attempt may follow one that failed, so that what hid from its group is looked for first. */
  #mayHaveStrays(family: ProcessFamily): boolean {
    return this.folder.readOutcome()?.type !== 'success' && family.members().length > 0
  }

  /** Writes down why it will be ended before the first signal, then ends it. A stop outweighs a time-out. */
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
    if (this.#stop === null && this.folder.readStop() === null && this.folder.readOutcome() !== null) return
    this.#stop = { reason }
    this.#write(() => this.folder.writeStop({ reason }))
    if (this.#state === 'ending') return
    this.#state = 'ending'
    this.#ending = this.#end(process)
  }

  async #end(process: AttemptProcess): Promise<void> {
    await this.#outlast(() => endAttempt(this.#endingOptions(process, this.#family(process.leader, process.cgroup))))
    const end = await process.ended
    await this.#outlast(() => this.#finishEnded(process, end))
  }

  /** The end of an attempt waits for what the machine is short of. */
  #outlast<T>(work: () => T | Promise<T>): Promise<T> {
    return outlastShortage(work, {
      waits: (error, tries) => {
        if (tries === 1) this.#around.warn(error, this.id)
      },
    })
  }

  #finishEnded(process: AttemptProcess, end: ProcessEnd, unkept: Outcome | null = null): void {
    const outcome =
      unkept ??
      finalOutcome({
        written: this.folder.readOutcome(),
        end,
        begun: end.exit?.code !== CLAIMED_BY_ANOTHER || this.folder.readClaim().type !== 'incomplete',
        stop: this.#stop,
        spec: this.#spec,
      })
    process.cgroup.remove()
    this.#finish(outcome, process.startedAt, this.#logEndOf(process))
  }

  /** The end is told, whatever became of the log. */
  #logEndOf(process: AttemptProcess): number | null {
    try {
      return process.logEnd()
    } catch (error) {
      this.#around.warn(error, this.id)
      return null
    }
  }

  #finishLost(message: string): void {
    this.#finish({ type: 'lost', message }, this.folder.claimedAt(), null)
  }

  async #failStart(error: unknown): Promise<void> {
    if (this.isFinished) return
    // What was on its way before the error must not begin after its end was told; it may have begun already.
    if (!(await this.#outlast(() => this.#refuseStart()))) return this.#recover()
    const message = describe(error)
    const retryable = !(isAIFlowError(error) && error.code === 'SNAPSHOT_NOT_FOUND')
    this.#finish(couldNotStart(message, retryable), null, null)
  }

  /** A stop before the start. Where the claim is taken already, the start is on its way and ends as a running one. */
  #bury(): void {
    this.#write(() => this.#ensureRecord())
    let isBuried = false
    this.#write(() => {
      isBuried = this.#refuseStart()
    })
    if (!isBuried) return
    this.#unwanted.abort()
    this.#finish({ type: 'neverStarted' }, null, null)
  }

  #finish(outcome: Outcome, startedAt: number | null, logEnd: number | null): void {
    if (this.isFinished || this.#isAbandoned) return
    const endedAt = (startedAt === null ? null : this.folder.outcomeAt()) ?? this.#around.now()
    const finished = {
      outcome,
      startedAt: startedAt === null ? null : Math.round(startedAt),
      endedAt: Math.round(endedAt),
      logEnd,
      ...(this.folder.readOutsideGone() ? { outsideGone: true } : {}),
    }
    this.#state = 'finished'
    this.#finished = finished
    const isWritten = this.#write(() => {
      this.#ensureRecord()
      this.folder.writeFinished(finished)
    })
    // A later worker that knows nothing of the end must not start it.
    if (!isWritten && startedAt === null) this.#write(() => this.#refuseStart())
    this.#reportFinished()
  }

  /** Leaves a tombstone; false where the attempt was claimed before. Without its folder it cannot begin. */
  #refuseStart(): boolean {
    try {
      return this.folder.bury()
    } catch (error) {
      if (isFileError(error, 'ENOENT') || isFileError(error, 'ENOTDIR')) return true
      throw error
    }
  }

  /** So that a later worker knows what the folder of an attempt that never ran belongs to. */
  #ensureRecord(): void {
    if (!this.folder.create() && this.folder.readRecord() !== null) return
    this.folder.writeRecord({ storeId: this.storeId, spec: this.#spec, childLog: null })
  }

  /** The folder may be gone with all that was in it. */
  #writeRecord(record: AttemptRecord): void {
    this.folder.create()
    this.folder.writeRecord(record)
  }

  #restoreFinished(finished: FinishedRecord): void {
    this.#state = 'finished'
    this.#finished = finished
    this.#reportFinished()
  }

  #reportFinished(): void {
    if (this.#finished === null) return
    const { logEnd: _, ...finished } = this.#finished
    this.#report('finished', { type: 'finished', attemptId: this.id, ...finished })
  }

  /** A full disk must not keep an attempt from being ended and reported; a later worker knows less then. */
  #write(write: () => void): boolean {
    try {
      write()
      return true
    } catch (error) {
      this.#around.warn(error, this.id)
      return false
    }
  }

  #reportRunning(process: AttemptProcess): void {
    const { startedAt, leader } = process
    this.#report('running', { type: 'running', attemptId: this.id, pid: leader.pid, startedAt: Math.round(startedAt) })
  }

  #reportStopping(phase: StopPhase, error: string | null): void {
    this.#stoppingReports += 1
    this.#report(`stopping:${phase}:${this.#stoppingReports}`, { type: 'stopping', attemptId: this.id, phase, error })
  }

  /** While no server takes them, only so many wait: a name that is outstanding is not used again. */
  #reportMetrics({ time, metrics }: MetricsSample): void {
    this.#metricsReports = (this.#metricsReports + 1) % WAITING_METRICS
    this.#report(`metrics:${this.#metricsReports}`, { type: 'metrics', attemptId: this.id, time, metrics })
  }

  #report(name: string, report: Report): void {
    this.#around.report(`${this.id}:${name}`, report)
  }

  #family(leader: ProcessIdentity | null, cgroup: Cgroup): ProcessFamily {
    return new ProcessFamily(this.#around.table, { leader, attemptId: this.id, cgroup })
  }

  #endingOptions(process: EndingOptions['process'], family: ProcessFamily): EndingOptions {
    const { stopTimeoutSeconds, graceSeconds } = this.#spec
    const report = (phase: StopPhase, error: string | null) => {
      if (this.#state === 'ending') this.#reportStopping(phase, error)
    }
    const isLate = this.#stop !== null && this.#stop.reason !== 'stop'
    return { process, family, stopTimeoutSeconds, graceSeconds, isLate, report }
  }
}

function describe(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const shortage = shortageOf(error)
  return shortage === null ? message : `The attempt could not be started: ${shortage} (${message}).`
}
