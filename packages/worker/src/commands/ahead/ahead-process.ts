import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { openLog } from '@aiflow/sdk/files'
import { startTimer, stopTimer } from '@aiflow/sdk/internal/time'
import type { ProcessEnd } from '../../attempts/attempt-process.ts'
import type { ProcessIdentity, ProcessTable } from '../../machine/process-table.ts'
import { CLAIMED_BY_ANOTHER } from '../shim.ts'
import type { Environment } from '../task-environment.ts'
import { AHEAD_VARIABLE, aheadVariable } from './living-ahead.ts'

/** Code of authors that was imported may delay an exit. */
const LEAVE_LIMIT_MS = 5000
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
  /** Whether it has imported what it has to. False if it exited before. */
  readonly ready: Promise<boolean>
  readonly exited: Promise<ProcessEnd>
  readonly #child: ChildProcess
  readonly #folder: string
  readonly #table: ProcessTable
  readonly #ready = Promise.withResolvers<boolean>()
  readonly #answer = Promise.withResolvers<AheadAnswer>()
  #leader: ProcessIdentity | null = null

  /** Throws if the machine is short of something. */
  constructor({ id, folder, shim, command, environment, table }: AheadStart) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.#folder = folder
    this.#table = table
    const log = openLog(join(folder, 'log'))
    try {
      this.#child = spawn(shim, [folder, ...command(folder)], {
        cwd: folder,
        env: { ...environment, [AHEAD_VARIABLE]: aheadVariable(id, folder) },
        detached: true,
        stdio: ['ignore', log, log, 'pipe', 'pipe'],
      })
    } finally {
      closeSync(log)
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

  /** Call it once, when it is ready. */
  handOver(order: AheadOrder): Promise<AheadAnswer> {
    this.#input.end(`${JSON.stringify(order)}\n`)
    return this.#answer.promise
  }

  /** It exits without an attempt. */
  leave(): void {
    this.#input.end()
    const timer = startTimer(() => this.kill(), LEAVE_LIMIT_MS)
    void this.exited.then(() => stopTimer(timer))
  }

  kill(): void {
    try {
      process.kill(-this.leader.pid, 'SIGKILL')
    } catch {
      // It has ended.
    }
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
    this.#child.unref()
    for (const stream of [this.#input, output]) (stream as Partial<Pick<ChildProcess, 'unref'>>).unref?.()
  }

  #receive(line: string): void {
    if (line === 'ready') this.#ready.resolve(true)
    else if (line === 'claimed' || line === 'refused') this.#answer.resolve(line)
  }

  #watch(): Promise<ProcessEnd> {
    return new Promise((resolve) => {
      const leave = (code: number | null, signal: NodeJS.Signals | null) => {
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
}
