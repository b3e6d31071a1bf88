import { startTimer, stopTimer } from '@aiflow/sdk/internal/time'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptProcess } from '../attempts/attempt-process.ts'
import type { AdoptRequest, Launch, Launcher, LaunchRequest, Sighting, Whereabouts } from '../attempts/launcher.ts'
import { attemptEnvironment } from '../commands/task-environment.ts'
import { triggerFileOf, writeTaskFiles } from '../commands/task-files.ts'
import type { OwnFolders } from '../folders/own-folders.ts'
import type { AttemptFolder } from '../journal/attempt-folder.ts'
import { couldNotStart } from '../journal/outcome-line.ts'
import { ChangedBundle } from '../link/changed-bundle.ts'
import { adoptProcess } from '../local/adopted-process.ts'
import { followLog } from '../local/follow-log.ts'
import { leaderOf, localStartProblem, locateLocally } from '../local/local-claims.ts'
import { localProcess } from '../local/local-process.ts'
import type { LiveLogs } from '../logs/live-logs.ts'
import type { LogFile } from '../logs/log-file.ts'
import type { Cgroups } from '../machine/cgroups.ts'
import { formatHandle } from '../machine/process-handle.ts'
import type { ProcessTable } from '../machine/process-table.ts'
import { shortageOf } from '../system/shortage.ts'
import { AdoptedChild } from './adopted-child.ts'
import { type Child, cgroupOfChild } from './child.ts'
import type { ChildDoor } from './child-door.ts'
import type { ChildPool } from './child-pool.ts'
import { ChildTask, type ChildTaskBeginning } from './child-task.ts'
import type { LivingChild } from './living-children.ts'

/** How many children may die before an attempt begins in one. */
const MAX_CHILDREN = 3
/** How long a child may take to say whether it has claimed an attempt that is no longer wanted. */
const ANSWER_LIMIT_MS = 5000

export interface CodeLauncherOptions {
  readonly pool: ChildPool
  readonly door: ChildDoor
  readonly table: ProcessTable
  readonly cgroups: Cgroups
  readonly now: () => number
  readonly serverFile: string
  readonly liveLogs: LiveLogs
  readonly folders: OwnFolders
  /** The running children of this home, including those of earlier workers. */
  readonly livingChildren: () => readonly LivingChild[]
  /** The log of a child by its id. */
  readonly childLog: (childId: string) => LogFile
}

/** Runs the attempts of code operators in warm children. */
export class CodeLauncher implements Launcher {
  readonly #options: CodeLauncherOptions

  constructor(options: CodeLauncherOptions) {
    this.#options = options
  }

  startProblem(spec: AttemptSpec): string | null {
    return localStartProblem(this.#options.table, spec)
  }

  async locate(handle: string): Promise<Whereabouts> {
    return locateLocally(this.#options.table, handle)
  }

  launch(request: LaunchRequest): Promise<Launch> {
    return this.#tryIn(request, MAX_CHILDREN)
  }

  async #tryIn(request: LaunchRequest, tries: number): Promise<Launch> {
    let child: Child
    try {
      child = await this.#options.pool.take(request.snapshot)
    } catch (error) {
      if (shortageOf(error) !== null || error instanceof ChangedBundle) throw error
      const reason = error instanceof Error ? error.message : String(error)
      return { type: 'failed', outcome: couldNotStart(`The bundle of the workflow could not be imported: ${reason}`) }
    }
    if (request.signal.aborted) {
      this.#options.pool.giveBack(child)
      return { type: 'claimed' }
    }
    return this.#handOver(child, request, tries)
  }

  /** Finds the child that has the token of the attempt. Where its log began is unknown, so the log begins now. */
  async find(attemptId: string): Promise<Sighting | null> {
    const child = this.#options.livingChildren().find((living) => living.attemptId === attemptId)
    if (child === undefined) return null
    const handle = formatHandle({ identity: child.identity, bootId: this.#options.table.bootId })
    return { handle, childLog: { childId: child.id, start: this.#options.childLog(child.id).end() } }
  }

  adopt({ folder, record, handle, takeMetrics }: AdoptRequest): AttemptProcess {
    const adopted = new AdoptedChild(record.spec.attemptId, this.#options.door, takeMetrics)
    const log = record.childLog === null ? null : this.#options.childLog(record.childLog.childId)
    const process = adoptProcess({
      folder,
      leader: leaderOf(handle),
      attemptId: record.spec.attemptId,
      cgroup: this.#options.cgroups.of(cgroupOfChild(record.childLog?.childId ?? '')),
      table: this.#options.table,
      askToStop: (heard) => adopted.askToStop(heard),
      logEnd: () => log?.end() ?? null,
    })
    void process.ended.then(() => adopted.forget())
    return log === null ? process : followLog(process, log.path, this.#options.liveLogs)
  }

  async #handOver(child: Child, request: LaunchRequest, tries: number): Promise<Launch> {
    const { folder, record, spec, serverUrl } = request
    const log = this.#options.childLog(child.id)
    folder.create()
    const start = log.end()
    folder.writeRecord({ ...record, childLog: { childId: child.id, start } })
    const takeMetrics = request.takeMetrics.bind(request)
    const task = new ChildTask(child, record.spec.attemptId, { logStart: start, takeMetrics })
    writeTaskFiles(child.taskFiles, spec)
    const environment = this.#environment(child, request)
    request.handsOver()
    child.send({ ...this.#placesOf(request), type: 'run', spec, serverUrl, environment })
    const startedAt = this.#options.now()
    const begun = await answerOf(child, task, request.signal)
    // It died before this task could begin, perhaps of something that an earlier task left.
    if (begun === 'died' && tries > 1 && isUnclaimed(folder)) return this.#tryIn(request, tries - 1)
    if (begun === 'claimed') {
      this.#options.pool.giveBack(child)
      return { type: 'claimed' }
    }
    void this.#giveBackWhenClean(child, task, record.spec)
    const askToStop = (heard: () => void) => task.askToStop(heard)
    const logEnd = () => {
      child.liveLog.check()
      return log.end()
    }
    const { identity: leader, cgroup } = child
    const local = localProcess({ table: this.#options.table, attemptId: record.spec.attemptId, leader, cgroup })
    return { type: 'running', process: { ...local, startedAt, ended: task.ended, askToStop, logEnd } }
  }

  async #giveBackWhenClean(child: Child, task: ChildTask, spec: AttemptSpec): Promise<void> {
    const { clean } = await task.ended
    if (!clean) return
    if (spec.operator.type === 'code' && spec.operator.isolation === 'process') child.leave()
    else this.#options.pool.giveBack(child)
  }

  #placesOf({ folder, record, snapshot }: LaunchRequest) {
    const { attemptId } = record.spec
    const ownFolder = this.#options.folders.workOf(attemptId)
    const ownArtifacts = this.#options.folders.artifactsOf(attemptId)
    return { folder: folder.path, ownFolder, ownArtifacts, files: snapshot.files }
  }

  #environment(child: Child, { folder, spec, serverUrl, snapshot }: LaunchRequest): Readonly<Record<string, string>> {
    const { serverFile } = this.#options
    const { livenessFile } = folder
    const triggerFile = triggerFileOf(spec, folder, child.taskFiles)
    const places = { ...child.taskFiles, triggerFile, livenessFile, serverUrl, serverFile, files: snapshot.files }
    return attemptEnvironment(spec, places)
  }
}

/** A child that does not answer after a stop is killed. What it has begun is ended by the stop. */
async function answerOf(child: Child, task: ChildTask, signal: AbortSignal): Promise<ChildTaskBeginning> {
  const limit = new AbortController()
  const killLater = () => {
    const timer = startTimer(() => child.kill(), ANSWER_LIMIT_MS)
    limit.signal.addEventListener('abort', () => stopTimer(timer))
  }
  if (signal.aborted) killLater()
  else signal.addEventListener('abort', killLater, { once: true, signal: limit.signal })
  return task.begun.finally(() => limit.abort())
}

/** A folder without its record was removed, perhaps together with the claim. */
function isUnclaimed(folder: AttemptFolder): boolean {
  return folder.readClaim().type === 'none' && folder.readRecord() !== null
}
