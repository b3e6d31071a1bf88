import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptProcess } from '../../attempts/attempt-process.ts'
import type { AdoptRequest, LaunchRequest } from '../../attempts/launcher.ts'
import { leaderOf } from '../../local/local-claims.ts'
import { localProcess } from '../../local/local-process.ts'
import { ProcessFamily } from '../../machine/process-family.ts'
import type { ProcessIdentity } from '../../machine/process-table.ts'
import { type Child, cgroupOfChild } from '../child.ts'
import { ChildLauncher, type ChildLauncherOptions, type Seat, type SeatedTask } from '../child-launcher.ts'
import type { LivingChild } from '../living-children.ts'
import type { RunMessage } from '../messages.ts'
import { AdoptedSharedChild } from './adopted-shared-child.ts'
import type { SharedChild } from './shared-child.ts'
import { SharedFamily, type SharedProcess } from './shared-family.ts'
import type { SharedPool } from './shared-pool.ts'
import type { SharedTask, SharedTaskEvents } from './shared-task.ts'
import { TaskLog } from './task-log.ts'

export interface SharedLauncherOptions extends ChildLauncherOptions {
  readonly pool: SharedPool
  readonly childFolder: (childId: string) => string
}

/** Runs the attempts of tasks that share a child with others. */
export class SharedLauncher extends ChildLauncher {
  readonly #options: SharedLauncherOptions
  /** Children of earlier workers, by id. */
  readonly #adopted = new Map<string, AdoptedSharedChild>()

  constructor(options: SharedLauncherOptions) {
    super(options)
    this.#options = options
  }

  adopt(request: AdoptRequest): AttemptProcess {
    const { files, record, handle } = request
    const identity = leaderOf(handle)
    const child = this.#adoptedChild(record.childLog?.childId ?? this.#idOf(identity), identity)
    const log = new TaskLog(files.folder.log, this.#options.liveLogs)
    log.openIfBegun()
    const task = child.adopt(record.spec.attemptId, eventsOf(request, log))
    if (files.readOutcome() !== null) task.settled()
    const startedAt = files.claimedAt() ?? this.#options.now()
    return processOf(task, record.spec, { process: child, identity, log, startedAt, options: this.#options })
  }

  protected async takeSeat(request: LaunchRequest): Promise<Seat> {
    return new SharedSeat(await this.#options.pool.take(request.snapshot), request, this.#options)
  }

  /** It has noted the attempt. */
  protected isMine({ isShared }: LivingChild): boolean {
    return isShared
  }

  /** Each attempt has a log of its own. */
  protected logStartIn(): null {
    return null
  }

  /** Without its record, the process tells which child it is. One that has ended is nobody's to talk to. */
  #idOf({ pid, startTime }: ProcessIdentity): string {
    const found = this.#options
      .livingChildren()
      .find(({ identity }) => identity.pid === pid && identity.startTime === startTime)
    return found?.id ?? `${pid}-${startTime}`
  }

  #adoptedChild(id: string, identity: ProcessIdentity): AdoptedSharedChild {
    const { table, door, cgroups, childFolder } = this.#options
    const known = this.#adopted.get(id)
    if (known !== undefined) return known
    const family = new ProcessFamily(table, { leader: identity, attemptId: id, cgroup: cgroups.of(cgroupOfChild(id)) })
    const gone = () => this.#adopted.delete(id)
    const child = new AdoptedSharedChild({ id, folder: childFolder(id), identity, table, door, family, gone })
    if (!child.isGone) this.#adopted.set(id, child)
    return child
  }
}

/** One of the places of a child. */
class SharedSeat implements Seat {
  readonly child: Child
  readonly logStart = null
  readonly #shared: SharedChild
  readonly #request: LaunchRequest
  readonly #options: SharedLauncherOptions
  #isTaken = false

  constructor(shared: SharedChild, request: LaunchRequest, options: SharedLauncherOptions) {
    this.child = shared.process
    this.#shared = shared
    this.#request = request
    this.#options = options
  }

  /** What it may know comes with its context. */
  environment(): Readonly<Record<string, string>> {
    return {}
  }

  begin(message: RunMessage): SeatedTask {
    this.#isTaken = true
    const { folder, record } = this.#request
    const log = new TaskLog(folder.log, this.#options.liveLogs)
    const task = this.#shared.begin(message, eventsOf(this.#request, log))
    const { identity } = this.child
    const around = { process: this.#shared, identity, log, options: this.#options }
    return { begun: task.begun, process: (startedAt) => processOf(task, record.spec, { ...around, startedAt }) }
  }

  /** A task that has begun gives its place back when it ends. */
  giveBack(): void {
    if (!this.#isTaken) this.#shared.giveUp()
  }
}

function eventsOf(request: AdoptRequest | LaunchRequest, log: TaskLog): SharedTaskEvents {
  return {
    takeMetrics: (sample) => request.takeMetrics(sample),
    logBegun: () => log.openIfBegun(),
    hear: (end) => request.files.hear(end),
  }
}

interface RunningIn {
  readonly process: SharedProcess
  readonly identity: ProcessIdentity
  readonly log: TaskLog
  readonly startedAt: number
  readonly options: SharedLauncherOptions
}

function processOf(task: SharedTask, spec: AttemptSpec, running: RunningIn): AttemptProcess {
  const { process, identity, log, startedAt, options } = running
  const { table, cgroups } = options
  return {
    ...localProcess({ table, attemptId: spec.attemptId, leader: identity, cgroup: cgroups.of(spec.attemptId) }),
    family: new SharedFamily(task, spec.taskName, process),
    startedAt,
    goesOn: task.goesOn,
    ended: task.ended,
    askToStop: (heard) => task.askToStop(heard),
    logEnd: () => log.close(),
    release: () => undefined,
  }
}
