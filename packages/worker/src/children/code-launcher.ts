import { startTimer, stopTimer, type Timer, wait } from '@aiflow/sdk/internal/time'
import type { AttemptProcess } from '../attempts/attempt-process.ts'
import type { AdoptRequest, LaunchRequest } from '../attempts/launcher.ts'
import { attemptEnvironment } from '../commands/task-environment.ts'
import { triggerFileOf } from '../commands/task-files.ts'
import type { Snapshot } from '../link/snapshot-cache.ts'
import { adoptProcess } from '../local/adopted-process.ts'
import { followLog } from '../local/follow-log.ts'
import { leaderOf } from '../local/local-claims.ts'
import { localProcess } from '../local/local-process.ts'
import type { LogFile } from '../logs/log-file.ts'
import { type GivenSecrets, valuesToHide } from '../masking/given-secrets.ts'
import type { MaskedOutput, MaskedPipe, Masking } from '../masking/masking.ts'
import { AdoptedChild } from './adopted-child.ts'
import { type Child, type ChildOutput, cgroupOfChild } from './child.ts'
import { ChildLauncher, type ChildLauncherOptions, type Seat, type SeatedTask } from './child-launcher.ts'
import type { ChildPool } from './child-pool.ts'
import { ChildTask } from './child-task.ts'
import type { LivingChild } from './living-children.ts'
import type { RunMessage } from './messages.ts'
import type { TaskBeginning } from './task-beginning.ts'

/** How long the last output of a child may take to come into its log. What the child left running may go on to write. */
const DRAIN_LIMIT_MS = 2000
/** How long a child may take to say whether it has claimed an attempt that is no longer wanted. */
const ANSWER_LIMIT_MS = 5000

export interface CodeLauncherOptions extends ChildLauncherOptions {
  readonly pool: ChildPool
  readonly serverFile: string
  /** The log of a child by its id. */
  readonly childLog: (childId: string) => LogFile
  readonly masking: Pick<Masking, 'open'>
  /** Starts a child for one task, whose output goes elsewhere first. */
  readonly createChild: (snapshot: Snapshot, output: ChildOutput) => Child
}

/** Runs the attempts of code operators in warm children, one at a time in each. */
export class CodeLauncher extends ChildLauncher {
  readonly #options: CodeLauncherOptions

  constructor(options: CodeLauncherOptions) {
    super(options)
    this.#options = options
  }

  adopt({ files, record, handle, takeMetrics }: AdoptRequest): AttemptProcess {
    const adopted = new AdoptedChild(record.spec.attemptId, this.#options.door, takeMetrics)
    const log = record.childLog === null ? null : this.#options.childLog(record.childLog.childId)
    const process = adoptProcess({
      files,
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

  protected async takeSeat(request: LaunchRequest): Promise<Seat> {
    const { pool } = this.#options
    if (request.secrets !== null) return this.#takeMasked(request, request.secrets)
    const giveBack = (child: Child) => pool.giveBack(child)
    return new ChildSeat(await pool.take(request.snapshot), request, { ...this.#options, giveBack })
  }

  /** A task with secrets has a child to itself, whose output is masked. */
  async #takeMasked(request: LaunchRequest, secrets: GivenSecrets): Promise<Seat> {
    const pipe = await this.#options.masking.open(request.spec.attemptId)
    const child = this.#startMasked(pipe, request.snapshot, valuesToHide(secrets))
    await child.ready
    return new ChildSeat(child, request, { ...this.#options, giveBack: () => child.leave() })
  }

  #startMasked(pipe: MaskedPipe, snapshot: Snapshot, values: readonly string[]): Child {
    try {
      let masked: MaskedOutput | null = null
      const drained = () => Promise.race([masked?.ended, wait(DRAIN_LIMIT_MS)])
      const child = this.#options.createChild(snapshot, { descriptor: pipe.output, drained })
      masked = pipe.mask(child.log, { values, files: [], mark: null })
      return child
    } finally {
      pipe.close()
    }
  }

  /** It has the token of the attempt. */
  protected isMine({ isShared }: LivingChild): boolean {
    return !isShared
  }

  /** Where it began is unknown, so it begins now. */
  protected logStartIn(childId: string): number {
    return this.#options.childLog(childId).end()
  }
}

interface SeatOptions extends Pick<CodeLauncherOptions, 'serverFile' | 'table'> {
  /** Called with a child that may run another task. */
  readonly giveBack: (child: Child) => void
}

/** A child, all of which one attempt has. */
class ChildSeat implements Seat {
  readonly child: Child
  readonly logStart: number
  readonly #request: LaunchRequest
  readonly #options: SeatOptions

  constructor(child: Child, request: LaunchRequest, options: SeatOptions) {
    this.child = child
    this.logStart = child.liveLog.end()
    this.#request = request
    this.#options = options
  }

  environment(): Readonly<Record<string, string>> {
    const { folder, spec, serverUrl, snapshot } = this.#request
    const { taskFiles } = this.child
    taskFiles.write(spec)
    const { serverFile } = this.#options
    const { livenessFile } = folder
    const triggerFile = triggerFileOf(spec, folder, taskFiles.paths)
    const places = { ...taskFiles.paths, triggerFile, livenessFile, serverUrl, serverFile, files: snapshot.files }
    return attemptEnvironment(spec, places)
  }

  begin(message: RunMessage): SeatedTask {
    const { files, record, signal } = this.#request
    const task = new ChildTask(this.child, record.spec.attemptId, {
      logStart: this.logStart,
      takeMetrics: (sample) => this.#request.takeMetrics(sample),
      hear: (end) => files.hear(end),
    })
    this.child.send(message)
    return { begun: answerOf(this.child, task, signal), process: (startedAt) => this.#processOf(task, startedAt) }
  }

  giveBack(): void {
    this.#options.giveBack(this.child)
  }

  #processOf(task: ChildTask, startedAt: number): AttemptProcess {
    void this.#giveBackWhenClean(task)
    const { identity: leader, cgroup, liveLog } = this.child
    const { attemptId } = this.#request.record.spec
    return {
      ...localProcess({ table: this.#options.table, attemptId, leader, cgroup }),
      startedAt,
      goesOn: task.goesOn,
      ended: task.ended,
      askToStop: (heard) => task.askToStop(heard),
      logEnd: () => liveLog.check(),
      // The control group is that of the child, which removes it at its own end.
      release: () => undefined,
    }
  }

  async #giveBackWhenClean(task: ChildTask): Promise<void> {
    const { clean } = await task.ended
    if (!clean) return
    const { operator } = this.#request.record.spec
    if (operator.type === 'code' && operator.isolation === 'process') this.child.leave()
    else this.giveBack()
  }
}

/** A child that does not answer after a stop is killed. What it has begun is ended by the stop. */
async function answerOf(child: Child, task: ChildTask, signal: AbortSignal): Promise<TaskBeginning> {
  let timer: Timer | null = null
  const killLater = () => {
    timer = startTimer(() => child.kill(), ANSWER_LIMIT_MS)
  }
  if (signal.aborted) killLater()
  else signal.addEventListener('abort', killLater, { once: true })
  try {
    return await task.begun
  } finally {
    signal.removeEventListener('abort', killLater)
    stopTimer(timer)
  }
}
