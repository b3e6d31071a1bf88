import { wait } from '@aiflow/sdk/internal/time'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptProcess } from '../attempts/attempt-process.ts'
import type { AdoptRequest, Launch, Launcher, LaunchRequest, Sighting, Whereabouts } from '../attempts/launcher.ts'
import type { OwnFolders } from '../folders/own-folders.ts'
import type { AttemptFiles } from '../journal/attempt-files.ts'
import { ChildAttempt } from '../journal/child-attempt.ts'
import { couldNotStart } from '../journal/outcome-line.ts'
import { ChangedBundle } from '../link/changed-bundle.ts'
import { localStartProblem, locateLocally } from '../local/local-claims.ts'
import type { LiveLogs } from '../logs/live-logs.ts'
import type { Cgroups } from '../machine/cgroups.ts'
import { formatHandle } from '../machine/process-handle.ts'
import type { ProcessTable } from '../machine/process-table.ts'
import { shortageOf } from '../system/shortage.ts'
import type { Child } from './child.ts'
import type { ChildDoor } from './child-door.ts'
import type { LivingChild } from './living-children.ts'
import type { RunMessage } from './messages.ts'
import type { TaskBeginning } from './task-beginning.ts'

/** How many children may die before an attempt begins in one. */
const MAX_CHILDREN = 3
/** How long a worker that is not alone waits before it looks again. It is about to leave. */
const ALONE_LOOK_MS = 1000

export interface ChildLauncherOptions {
  readonly door: ChildDoor
  readonly table: ProcessTable
  readonly cgroups: Cgroups
  readonly now: () => number
  readonly liveLogs: LiveLogs
  readonly folders: OwnFolders
  /** The running children of this home, including those of earlier workers. */
  readonly livingChildren: () => readonly LivingChild[]
  /** Whether this is the only worker of its home. */
  readonly isAlone: () => boolean
}

/** A place for one attempt in a child, taken from a pool. */
export interface Seat {
  readonly child: Child
  /** Where the attempt begins in the log of the child. Null if it has a log of its own. */
  readonly logStart: number | null
  /** What the attempt finds in its environment. Writes the files that the variables name. */
  environment(): Readonly<Record<string, string>>
  /** Sends the attempt to the child. */
  begin(message: RunMessage): SeatedTask
  /** Nothing of the attempt runs in the child. */
  giveBack(): void
}

/** An attempt that was sent to a child. */
export interface SeatedTask {
  readonly begun: Promise<TaskBeginning>
  /** Called once it has begun or the child has died. */
  process(startedAt: number): AttemptProcess
}

/** Hands attempts of code to children, and finds them there. */
export abstract class ChildLauncher implements Launcher {
  readonly #options: ChildLauncherOptions

  constructor(options: ChildLauncherOptions) {
    this.#options = options
  }

  /** Rejects if the bundle cannot be imported. */
  protected abstract takeSeat(request: LaunchRequest): Promise<Seat>
  /** Whether a living child may run attempts of this launcher. */
  protected abstract isMine(child: LivingChild): boolean
  /** Where the log of an attempt begins that was found in a child. */
  protected abstract logStartIn(childId: string): number | null
  abstract adopt(request: AdoptRequest): AttemptProcess

  startProblem(spec: AttemptSpec): string | null {
    return localStartProblem(this.#options.table, spec)
  }

  async locate(handle: string): Promise<Whereabouts> {
    return locateLocally(this.#options.table, handle)
  }

  async find(attemptId: string): Promise<Sighting | null> {
    const { livingChildren, table } = this.#options
    const child = livingChildren().find((living) => this.isMine(living) && living.attemptIds.includes(attemptId))
    if (child === undefined) return null
    const handle = formatHandle({ identity: child.identity, bootId: table.bootId })
    return { handle, childLog: { childId: child.id, start: this.logStartIn(child.id) } }
  }

  async launch(request: LaunchRequest, tries = MAX_CHILDREN): Promise<Launch> {
    let seat: Seat
    try {
      seat = await this.takeSeat(request)
    } catch (error) {
      if (shortageOf(error) !== null || error instanceof ChangedBundle) throw error
      const reason = error instanceof Error ? error.message : String(error)
      return { type: 'failed', outcome: couldNotStart(`The bundle of the workflow could not be imported: ${reason}`) }
    }
    const message = request.signal.aborted ? null : this.#assign(seat, request)
    // Another worker looks for assignments once it holds the lock. So either it finds this one, or it is seen here.
    while (message !== null && !this.#options.isAlone()) await wait(ALONE_LOOK_MS)
    if (message === null || request.signal.aborted) return refused(seat)
    return this.#handOver(seat, request, { message, tries })
  }

  async #handOver(
    seat: Seat,
    request: LaunchRequest,
    { message, tries }: { readonly message: RunMessage; readonly tries: number },
  ): Promise<Launch> {
    request.handsOver()
    const startedAt = this.#options.now()
    const task = seat.begin(message)
    const begun = await task.begun
    if (begun.type === 'claimed') return refused(seat)
    if (begun.type === 'unclaimed') {
      request.tookBack()
      seat.giveBack()
      throw begun.error
    }
    // It died before this task could begin, perhaps of another one.
    if (begun.type === 'died' && tries > 1 && isUnclaimed(request.files)) return this.launch(request, tries - 1)
    return { type: 'running', process: task.process(startedAt) }
  }

  /** Writes down that the child gets the attempt, before the child hears of it. Null if no child may get it any more. */
  #assign(seat: Seat, request: LaunchRequest): RunMessage | null {
    try {
      const place = noteAssignment(seat, request)
      return place === null
        ? null
        : { ...this.#placesOf(request), place: place.inChild, environment: seat.environment() }
    } catch (error) {
      // The disk is full. The child has not heard of the attempt.
      seat.giveBack()
      throw error
    }
  }

  #placesOf({ folder, record, spec, snapshot, serverUrl, secrets }: LaunchRequest) {
    const { attemptId } = record.spec
    const ownFolder = this.#options.folders.workOf(attemptId)
    const ownArtifacts = this.#options.folders.artifactsOf(attemptId)
    return {
      type: 'run',
      folder: folder.path,
      ownFolder,
      ownArtifacts,
      files: snapshot.files,
      spec,
      serverUrl,
      secrets,
    } as const
  }
}

function refused(seat: Seat): Launch {
  seat.giveBack()
  return { type: 'claimed' }
}

/** `inChild` is null if the lines about the attempt are in its folder. Null if no child may get it any more. */
function noteAssignment(
  { child, logStart: start }: Seat,
  { files, record, spec }: LaunchRequest,
): { readonly inChild: RunMessage['place'] } | null {
  const complete = { ...record, childLog: { childId: child.id, start } }
  if (!(files instanceof ChildAttempt)) {
    files.writeRecord(complete)
    return { inChild: null }
  }
  const journal = child.journal()
  if (!files.assign(journal, complete)) return null
  if (spec.livenessSeconds) files.folder.create()
  return { inChild: { journal: journal.name, from: files.place?.from ?? 0 } }
}

/** A folder without its record was removed, perhaps together with the claim. */
function isUnclaimed(files: AttemptFiles): boolean {
  if (files instanceof ChildAttempt) return files.isUnclaimed()
  return files.readClaim().type === 'none' && files.readRecord() !== null
}
