import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { openLog } from '@aiflow/sdk/files'
import { startInterval, startTimer, stopTimer, wait } from '@aiflow/sdk/internal/time'
import type { ProcessEnd } from '../../attempts/attempt-process.ts'
import type { ProcessIdentity, ProcessTable } from '../../machine/process-table.ts'
import { CLAIMED_BY_ANOTHER } from '../shim.ts'
import type { Environment } from '../task-environment.ts'
import { AHEAD_VARIABLE, aheadVariable, killAhead } from './living-ahead.ts'

/** Code of authors that was imported may delay an exit. */
const LEAVE_LIMIT_MS = 5000
/** It has nothing more to do than to write a claim, unless it is frozen. */
const CLAIM_LIMIT_MS = 5000
/** The task gets the beginning of what was printed before it. */
const MAX_PRINTED_BYTES = 1024 * 1024
const KEPT_PRINTED_BYTES = 128 * 1024
const PRINTED_LOOK_MS = 1000
/** Longer than any line that it sends. */
const MAX_LINE_CHARACTERS = 100

export interface AheadStart {
  readonly id: string
  /** Its own folder, which does not exist yet. */
  readonly folder: string
  readonly shim: string
  /** Writes what the program reads at its start into the folder, and says what to run. */
  readonly command: (folder: string) => readonly string[]
  readonly environment: Environment
  readonly table: ProcessTable
}

/** What a program that is ready gets of its attempt. */
export interface AheadOrder {
  /** The folder of the attempt. */
  readonly attempt: string
  readonly bootId: string
  /** Octal. */
  readonly umask: string
  readonly log: string
  readonly cwd: string
  /** Besides what it was started with. */
  readonly environment: Environment
  /** The file that says what to run. */
  readonly file: string
}

/** `claimed`: the attempt runs in it. `died`: the claim tells how far it came. */
export type AheadAnswer = 'claimed' | 'refused' | 'died'

/** A program that was started for an attempt that comes later, and runs that one attempt. It exits with its worker before that. */
export class AheadProcess {
  /** What its processes have in their environment, and what they start before they have an attempt. */
  readonly mark: string
  /** Whether it has imported what it has to. False if it exited before. */
  readonly ready: Promise<boolean>
  readonly exited: Promise<ProcessEnd>
  readonly #child: ChildProcess
  readonly #folder: string
  readonly #table: ProcessTable
  readonly #ready = Promise.withResolvers<boolean>()
  readonly #answer = Promise.withResolvers<AheadAnswer>()
  #isClaimed = false
  #leader: ProcessIdentity | null = null

  /** Throws if the machine is short of something. */
  constructor({ id, folder, shim, command, environment, table }: AheadStart) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.#folder = folder
    this.#table = table
    const variable = aheadVariable(id, folder)
    this.mark = `${AHEAD_VARIABLE}=${variable}`
    try {
      const words = [folder, ...command(folder)]
      this.#child = spawnInto(
        join(folder, 'log'),
        [shim, words],
        { ...environment, [AHEAD_VARIABLE]: variable },
        folder,
      )
    } catch (error) {
      rmSync(folder, { recursive: true, force: true })
      throw error
    }
    this.ready = this.#ready.promise
    this.exited = this.#watch()
    this.#listen()
  }

  /** The shim. Its process group has the program. */
  get leader(): ProcessIdentity {
    const pid = this.#child.pid ?? 0
    this.#leader ??= { pid, startTime: this.#table.find(pid)?.startTime ?? '' }
    return this.#leader
  }

  /** Whether it is ready before the signal is aborted, or `limitMs` have passed. */
  async isReady(signal: AbortSignal, limitMs: number): Promise<boolean> {
    const late = wait(limitMs, { signal, ref: false }).catch(() => undefined)
    return Promise.race([this.ready, late.then(() => false)])
  }

  /** Call it once, when it is ready. One that does not answer is killed: the claim tells how far it came. */
  handOver(order: AheadOrder): Promise<AheadAnswer> {
    this.#input.end(`${JSON.stringify(order)}\n`)
    const timer = startTimer(() => this.kill(), CLAIM_LIMIT_MS)
    void this.#answer.promise.then(() => stopTimer(timer))
    return this.#answer.promise
  }

  /** It exits without an attempt. */
  leave(): void {
    this.#input.end()
    const timer = startTimer(() => this.kill(), LEAVE_LIMIT_MS)
    void this.exited.then(() => stopTimer(timer))
  }

  /** It, and everything that it has started. */
  kill(): void {
    const { pid } = this.leader
    killAhead(this.#table, this.mark, pid === 0 ? null : pid)
  }

  get #input(): Writable {
    return this.#child.stdio[3] as Writable
  }

  #listen(): void {
    const output = this.#child.stdio[4] as Readable
    this.#input.on('error', () => undefined)
    output.on('error', () => undefined)
    let rest = ''
    output.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop()?.slice(-MAX_LINE_CHARACTERS) ?? ''
      for (const line of lines) this.#receive(line)
    })
    // Its module has closed the pipe, so it can never say that it is ready.
    output.on('end', () => {
      if (!this.#isClaimed) this.kill()
    })
    this.#child.unref()
    for (const stream of [this.#input, output]) (stream as Partial<Pick<ChildProcess, 'unref'>>).unref?.()
  }

  #receive(line: string): void {
    if (line === 'ready') this.#ready.resolve(true)
    if (line !== 'claimed' && line !== 'refused') return
    this.#isClaimed = line === 'claimed'
    this.#answer.resolve(line)
  }

  #watch(): Promise<ProcessEnd> {
    return new Promise((resolve) => {
      const printed = startInterval(() => this.#cutPrinted(), PRINTED_LOOK_MS).unref()
      const leave = (code: number | null, signal: NodeJS.Signals | null) => {
        stopTimer(printed)
        // The attempt has its own end. Without one, nobody else ends what the module has started.
        if (!this.#isClaimed) this.kill()
        this.#ready.resolve(false)
        this.#answer.resolve('died')
        rmSync(this.#folder, { recursive: true, force: true })
        resolve({ exit: { code, signal }, clean: false, hint: null, refused: code === CLAIMED_BY_ANOTHER })
      }
      // A process that could not be started has no exit.
      this.#child.once('error', () => leave(null, null))
      this.#child.once('exit', leave)
    })
  }

  /** Nobody else bounds what a module prints before there is a task. It is written at the end of the file, wherever that is. */
  #cutPrinted(): void {
    const log = join(this.#folder, 'log')
    try {
      if (statSync(log).size > MAX_PRINTED_BYTES) truncateSync(log, KEPT_PRINTED_BYTES)
    } catch {
      // Somebody has removed it, and it cannot be found again.
    }
  }
}

function spawnInto(
  file: string,
  [program, words]: readonly [string, readonly string[]],
  env: Environment,
  cwd: string,
): ChildProcess {
  const log = openLog(file)
  try {
    return spawn(program, words, { cwd, env, detached: true, stdio: ['ignore', log, log, 'pipe', 'pipe'] })
  } finally {
    closeSync(log)
  }
}
