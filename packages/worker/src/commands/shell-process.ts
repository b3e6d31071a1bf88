import type { ChildProcessByStdio } from 'node:child_process'
import { constants } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import { parseWholeNumber } from '@aiflow/sdk/internal/text'
import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { ProcessEnd } from '../attempts/attempt-process.ts'
import { lookForEnd, mayRun } from '../local/adopted-process.ts'
import type { ProcessIdentity, ProcessTable } from '../machine/process-table.ts'
import { shortageOf } from '../system/shortage.ts'
import { CLAIMED_BY_ANOTHER } from './shim.ts'
import { LEADING } from './shim-hand-over.ts'

/** A shell that takes longer to start a process is frozen, or nothing on the machine works. */
const LAUNCH_LIMIT_MS = 10_000
/** A shim says that it is over, unless it is killed. So each is looked at, the less often the more there are. */
const LOOK_MS = 250
const LOOK_MS_EACH = 5
/** Longer than any line of ours. */
const MAX_LINE_CHARACTERS = 200
/** Of processes and exit codes. */
const MAX_NUMBER = 2 ** 31
/** A shell adds this to the number of the signal that ended a process. */
const SIGNALLED = 128

/** A process that a shell has started. */
export interface ShellStart {
  readonly leader: ProcessIdentity
  readonly ended: Promise<ProcessEnd>
}

interface Started {
  readonly leader: ProcessIdentity
  readonly end: (end: ProcessEnd | Promise<ProcessEnd>) => void
  /** The shell was asked how it ended. */
  isOver: boolean
}

/** What was sent to the shell, up to the answer. */
interface Launching {
  readonly answer: (start: ShellStart | null) => void
  readonly limit: Timer
}

/**
 * One process of a shell that starts others. It prints `pid <attempt> <pid>` for each, and `exit <attempt> <code>` when it was
 * asked how it ended; shims print `over <attempt>`.
 */
export class ShellProcess {
  readonly ended: Promise<void>
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #table: ProcessTable
  readonly #launching = new Map<string, Launching>()
  readonly #started = new Map<string, Started>()
  #looking: Timer | null = null
  #rest = ''
  #hasStarted = false

  constructor(child: ChildProcessByStdio<Writable, Readable, null>, table: ProcessTable) {
    this.#child = child
    this.#table = table
    child.on('error', () => undefined)
    child.stdin.on('error', () => undefined)
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#split(text))
    this.ended = new Promise((resolve) => {
      child.once('exit', () => {
        this.#lose()
        resolve()
      })
    })
    child.unref()
    child.stdin.write(`${LEADING} true || exit\n`)
  }

  /** Whether it has ever started anything. */
  get hasStarted(): boolean {
    return this.#hasStarted
  }

  /** Null if it is not known whether it was started. */
  launch(attemptId: string, text: string): Promise<ShellStart | null> {
    const { promise, resolve: answer } = Promise.withResolvers<ShellStart | null>()
    this.#launching.set(attemptId, { answer, limit: startTimer(() => void this.kill(), LAUNCH_LIMIT_MS) })
    this.#child.stdin.write(`${text} echo pid ${attemptId} $!\n`)
    return promise
  }

  async kill(): Promise<void> {
    this.#child.ref()
    this.#child.kill('SIGKILL')
    await this.ended
  }

  #split(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop()?.slice(-MAX_LINE_CHARACTERS) ?? ''
    for (const line of lines) this.#receive(line)
  }

  #receive(line: string): void {
    const [what, attemptId = '', number] = line.split(' ')
    const value = parseWholeNumber(number ?? '', 0, MAX_NUMBER)
    if (what === 'over') this.#ask(attemptId)
    else if (what === 'pid' && value !== null) this.#begin(attemptId, value)
    else if (what === 'exit' && value !== null) this.#finish(attemptId, value)
  }

  #begin(attemptId: string, pid: number): void {
    const launching = this.#launching.get(attemptId)
    if (launching === undefined) return
    this.#launching.delete(attemptId)
    stopTimer(launching.limit)
    this.#hasStarted = true
    const leader = this.#identify(pid)
    if (leader === null) return launching.answer(null)
    const { promise: ended, resolve: end } = Promise.withResolvers<ProcessEnd>()
    this.#started.set(attemptId, { leader, end, isOver: false })
    launching.answer({ leader, ended })
    this.#lookLater()
  }

  /** A process that has ended already has no start time: the shell may have collected it. Null if nobody can look now. */
  #identify(pid: number): ProcessIdentity | null {
    try {
      return { pid, startTime: this.#table.find(pid)?.startTime ?? '' }
    } catch (error) {
      if (shortageOf(error) !== null) return null
      throw error
    }
  }

  /** The shell collects the process, which is over or about to be. */
  #ask(attemptId: string): void {
    const started = this.#started.get(attemptId)
    if (started === undefined || started.isOver) return
    started.isOver = true
    this.#child.stdin.write(`wait ${started.leader.pid}; echo exit ${attemptId} $?\n`)
  }

  #finish(attemptId: string, status: number): void {
    const started = this.#started.get(attemptId)
    if (started?.isOver !== true) return
    this.#started.delete(attemptId)
    started.end({ exit: exitOf(status), clean: false, hint: null, refused: status === CLAIMED_BY_ANOTHER })
  }

  #lookLater(): void {
    if (this.#started.size === 0) return
    const ms = LOOK_MS + LOOK_MS_EACH * this.#started.size
    this.#looking ??= startTimer(() => this.#look(), ms).unref()
  }

  #look(): void {
    this.#looking = null
    for (const [attemptId, { leader, isOver }] of this.#started)
      if (!isOver && !mayRun(this.#table, leader)) this.#ask(attemptId)
    this.#lookLater()
  }

  /** What it started goes on, and is looked at like what an earlier worker started. */
  #lose(): void {
    stopTimer(this.#looking)
    for (const { answer, limit } of this.#launching.values()) {
      stopTimer(limit)
      answer(null)
    }
    this.#launching.clear()
    for (const { leader, end } of this.#started.values()) end(lookForEnd(this.#table, leader))
    this.#started.clear()
  }
}

/** What a shell says of a process that it waited for. */
function exitOf(status: number): ProcessEnd['exit'] {
  const signal = Object.entries(constants.signals).find(([, number]) => number === status - SIGNALLED)?.[0] ?? null
  return signal === null ? { code: status, signal } : { code: null, signal }
}
