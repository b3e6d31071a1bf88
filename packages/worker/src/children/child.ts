import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openLog } from '@aiflow/sdk/files'
import { startTimer, stopTimer } from '@aiflow/sdk/internal/time'
import type { Environment } from '../commands/task-environment.ts'
import { ChildJournal } from '../journal/child-journal.ts'
import type { Limits } from '../limits.ts'
import { ChangedBundle } from '../link/changed-bundle.ts'
import type { Snapshot } from '../link/snapshot-cache.ts'
import type { LeavingProcesses } from '../local/leaving-processes.ts'
import { readLastLineSince } from '../logs/last-line.ts'
import { ranOutOfMemory } from '../logs/last-words.ts'
import type { LiveLog } from '../logs/live-log.ts'
import type { LiveLogs } from '../logs/live-logs.ts'
import { LogFile } from '../logs/log-file.ts'
import type { Cgroup, Cgroups } from '../machine/cgroups.ts'
import type { ProcessIdentity, ProcessTable } from '../machine/process-table.ts'
import type { ChildProgram } from '../options.ts'
import { shortageOf } from '../system/shortage.ts'
import type { ChildDoor, ChildLines, ChildOwner } from './child-door.ts'
import { writeChildProcess } from './child-folders.ts'
import { ChildTaskFiles } from './child-task-files.ts'
import { CHILD_VARIABLE, childVariable } from './living-children.ts'
import type { ChildKind, ChildSetup, FromChild, ToChild } from './messages.ts'
import { type Retirement, retirementOf } from './retirement.ts'

const MEBIBYTE = 1024 * 1024
const LEAVE_LIMIT_MS = 5000

export interface ChildSurroundings {
  readonly door: ChildDoor
  readonly liveLogs: LiveLogs
  readonly limits: Limits
  readonly table: ProcessTable
  readonly cgroups: Cgroups
  readonly program: ChildProgram
  /** Holds a folder per child, with its log. */
  readonly folder: string
  readonly socket: string
  readonly serverFile: string
  readonly inherited: Environment
  readonly leaving: LeavingProcesses
  /** Called with each child that has ended. */
  left(childId: string): void
  /** Called with each journal of a child that gets no more attempts. */
  filled(journal: ChildJournal): void
  /** Called with a snapshot whose bundle was changed. */
  distrust(snapshotHash: string): void
}

export interface ChildExit {
  readonly code: number | null
  readonly signal: string | null
}

/** Where the output of a child goes that does not write into its log itself. */
export interface ChildOutput {
  readonly descriptor: number
  /** Resolves when everything that the child wrote is in its log, or soon after its end. */
  readonly drained: () => Promise<unknown>
}

/** The id of the control group of a child. */
export function cgroupOfChild(childId: string): string {
  return `child-${childId}`
}

/** A Node process that imports the bundle of a snapshot, as soon as it gets one, and then waits for work. */
export class Child implements ChildOwner {
  readonly id: string
  /** Whether it was started before its snapshot was known. */
  readonly isStartedAhead: boolean
  readonly folder: string
  readonly exited: Promise<ChildExit>
  /** Resolves when its program runs and can import a bundle, or has ended. */
  readonly booted: Promise<void>
  /** Resolves when the bundle is imported. Rejects if it cannot be, or if the process ends before. */
  readonly ready: Promise<void>
  readonly identity: ProcessIdentity
  /** Contains everything that its tasks start. */
  readonly cgroup: Cgroup
  readonly liveLog: LiveLog
  readonly taskFiles: ChildTaskFiles
  readonly #around: ChildSurroundings
  /** What the child and this worker write about its next attempts. */
  #journal: ChildJournal
  readonly #heapMebibytes: number
  readonly #output: ChildOutput | null
  readonly #process: ChildProcess
  readonly #booted = Promise.withResolvers<void>()
  readonly #imported = Promise.withResolvers<void>()
  #snapshot: Snapshot | null
  #lines: ChildLines | null = null
  #isImported = false
  #heapBytes = 0
  #receive: (message: FromChild) => void = () => undefined

  /** Without a snapshot, it waits for `use`. */
  constructor(
    kind: ChildKind,
    snapshot: Snapshot | null,
    around: ChildSurroundings,
    output: ChildOutput | null = null,
  ) {
    this.id = randomUUID()
    this.#snapshot = snapshot
    this.isStartedAhead = snapshot === null
    this.folder = join(around.folder, this.id)
    this.#around = around
    this.taskFiles = new ChildTaskFiles(this.folder)
    this.#journal = new ChildJournal(this.folder, this.id)
    this.#heapMebibytes = heapLimitOf(kind, around.limits)
    this.booted = this.#booted.promise
    this.ready = this.#imported.promise
    // Nobody may be waiting for a spare child, whose failure must not be an unhandled rejection.
    this.ready.catch(() => undefined)
    this.#output = output
    this.#process = this.#spawnOrLetGo(kind)
    this.liveLog = around.liveLogs.open(this.log)
    const pid = this.#process.pid ?? 0
    this.identity = { pid, startTime: around.table.find(pid)?.startTime ?? '' }
    this.cgroup = around.cgroups.of(cgroupOfChild(this.id))
    if (pid > 0) this.cgroup.join(pid)
    if (pid > 0) this.#noteProcess()
    this.exited = this.#watchExit()
  }

  get snapshot(): Snapshot {
    if (this.#snapshot === null) throw new Error(`Child "${this.id}" has no snapshot yet.`)
    return this.#snapshot
  }

  /** Gives it the snapshot whose bundle it imports. Call it once, if it was started without one. */
  use(snapshot: Snapshot): void {
    this.#snapshot = snapshot
    if (this.#lines !== null) this.#sayImport()
  }

  /** Whether its program runs. */
  get isBooted(): boolean {
    return this.#lines !== null
  }

  /** Whether it runs tasks within the present limits. */
  get hasPresentLimits(): boolean {
    return this.#heapMebibytes === heapLimitOf('task', this.#around.limits)
  }

  get log(): string {
    return join(this.folder, 'log')
  }

  /** The journal for the next attempt. */
  journal(): ChildJournal {
    const full = this.#journal
    if (!full.isFull) return full
    this.#journal = full.next()
    // What was settled before it was full left no other occasion to retire it.
    this.#around.filled(full)
    return this.#journal
  }

  /** Whether a task left another process behind. Known only if the machine has control groups. */
  hasStrays(): boolean {
    try {
      return this.cgroup.pids().some((pid) => pid !== this.identity.pid)
    } catch {
      // Nobody can look. A child that may have strays gets no other task.
      return true
    }
  }

  /** False if somebody has removed it. */
  hasFolder(): boolean {
    return existsSync(this.#workingFolder)
  }

  /** Whether it should get no more tasks, because of what those before have left. */
  get retirement(): Retirement {
    return retirementOf({
      heapBytes: this.#heapBytes,
      maxHeapBytes: this.#heapMebibytes * MEBIBYTE,
      logBytes: this.liveLog.end(),
      maxLogBytes: this.#around.limits.log.maxBytes,
    })
  }

  send(message: ToChild): void {
    this.#lines?.send(message)
  }

  onMessage(receive: (message: FromChild) => void): void {
    this.#receive = receive
  }

  /** The last line of its log that is not blank, of those after an offset. Null if there is none. */
  lastLine(since = 0): string | null {
    return readLastLineSince(new LogFile(this.log), since)
  }

  /** Says that it ran out of memory, if the end of its log after an offset says that this is why it died. Null otherwise. */
  memoryFault(since = 0): string | null {
    return ranOutOfMemory(new LogFile(this.log), since) ? `ran out of memory (limit ${this.#heapMebibytes} MiB)` : null
  }

  /** Asks it to exit. User code may delay that, but it is killed after a while. */
  leave(): void {
    this.send({ type: 'leave' })
    this.#around.leaving.add(this.exited)
    const timer = startTimer(() => this.kill(), LEAVE_LIMIT_MS)
    void this.exited.then(() => stopTimer(timer))
  }

  kill(): void {
    this.#process.kill('SIGKILL')
  }

  /** Its first connection, or another one after that was lost. */
  connected(lines: ChildLines, hello: Extract<FromChild, { type: 'hello' }>): void {
    const isFirst = this.#lines === null
    this.#lines = lines
    this.#booted.resolve()
    if (isFirst && this.#snapshot !== null) this.#sayImport()
    if (this.#isImported) this.#receive(hello)
  }

  receive(message: FromChild): void {
    if (message.type === 'ready') this.#becomeReady()
    else if (message.type === 'unusable') this.#imported.reject(new Error(message.message))
    else if (message.type === 'changedBundle') this.#rejectBundle()
    else {
      if (message.type === 'done') this.#heapBytes = message.heapBytes
      this.#receive(message)
    }
  }

  /** Empty. If a task leaves something in it, the child runs no other task. */
  get #workingFolder(): string {
    return join(this.folder, 'work')
  }

  #spawnOrLetGo(kind: ChildKind): ChildProcess {
    try {
      return this.#spawn(kind)
    } catch (error) {
      this.#journal.close()
      this.#around.door.forget(this.id)
      throw error
    }
  }

  #spawn(kind: ChildKind): ChildProcess {
    const { program, socket, serverFile, table, inherited } = this.#around
    mkdirSync(this.#workingFolder, { recursive: true, mode: 0o700 })
    this.#journal.create()
    const setup: ChildSetup = {
      childId: this.id,
      kind,
      socket,
      serverFile,
      bootId: table.bootId,
      folder: this.folder,
      maxHeapBytes: this.#heapMebibytes * MEBIBYTE,
    }
    const log = openLog(this.log)
    try {
      this.#around.door.expect(this.id, this)
      return spawn(
        process.execPath,
        [...program.nodeArguments, `--max-old-space-size=${this.#heapMebibytes}`, program.path, JSON.stringify(setup)],
        {
          cwd: this.#workingFolder,
          env: { ...inherited, [CHILD_VARIABLE]: childVariable(this.id, socket) },
          detached: true,
          stdio: ['ignore', this.#output?.descriptor ?? log, this.#output?.descriptor ?? log],
        },
      )
    } finally {
      closeSync(log)
    }
  }

  /** A child that is not recorded could not be found again, so it is killed. */
  #noteProcess(): void {
    try {
      writeChildProcess(this.folder, { identity: this.identity, bootId: this.#around.table.bootId })
    } catch (error) {
      this.#journal.close()
      this.#around.door.forget(this.id)
      this.#around.liveLogs.close(this.liveLog)
      this.kill()
      throw error
    }
  }

  #watchExit(): Promise<ChildExit> {
    return new Promise((resolve) => {
      const leave = (exit: ChildExit, how: string, cause?: Error) => {
        this.#booted.resolve()
        this.#around.door.forget(this.id)
        this.cgroup.remove()
        this.#around.liveLogs.close(this.liveLog)
        this.taskFiles.close()
        this.#journal.close()
        this.#around.left(this.id)
        // A shortage of the machine is not the fault of the bundle.
        const isShort = shortageOf(cause) !== null
        if (!this.#isImported) this.#imported.reject(isShort ? cause : new Error(this.#describeEarlyExit(how)))
        resolve(exit)
      }
      this.#process.once('error', (error) => leave({ code: null, signal: null }, error.message, error))
      this.#process.once('exit', (code, signal) => {
        const end = () => leave({ code, signal }, signal ?? `exit code ${code}`)
        if (this.#output === null) end()
        else void this.#output.drained().then(end)
      })
    })
  }

  #sayImport(): void {
    const { bundle, bundleHash } = this.snapshot
    this.send({ type: 'import', bundle, bundleHash })
  }

  #rejectBundle(): void {
    this.#around.distrust(this.snapshot.hash)
    this.#imported.reject(new ChangedBundle(this.snapshot.bundle))
  }

  #becomeReady(): void {
    this.#isImported = true
    this.#imported.resolve()
  }

  #describeEarlyExit(how: string): string {
    const hint = this.lastLine()
    return `its process ended with ${how} during the import${hint === null ? '' : `; its last output: ${hint}`}`
  }
}

function heapLimitOf(kind: ChildKind, limits: Limits): number {
  const { taskHeapBytes, conditionHeapBytes } = limits.current
  return Math.ceil((kind === 'condition' ? conditionHeapBytes : taskHeapBytes) / MEBIBYTE)
}
